-- What was noticed about networks and done about it. Networks ('AS64500', or 'address/bits'), relays of
-- ours and hours: nothing finer, and nobody's address (THREAT T-40).

-- stage: how far sessions came, or what they broke after; failure is empty, or how they broke.
-- minutes: in how many minutes of the hour. senders: of 64 groups.
CREATE TABLE reach_hour (
    hour INTEGER NOT NULL,
    network TEXT NOT NULL,
    relay TEXT NOT NULL,
    stage TEXT NOT NULL,
    failure TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    senders INTEGER NOT NULL,
    PRIMARY KEY (hour, network, relay, stage, failure)
) WITHOUT ROWID;

-- step: as a person would type it. author: 'planner' or 'operator'.
CREATE TABLE reach_step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    taken_at INTEGER NOT NULL,
    step TEXT NOT NULL,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    undone INTEGER NOT NULL
);
CREATE INDEX reach_step_by_time ON reach_step (taken_at);

-- Addresses of ours that a network is not told.
CREATE TABLE reach_withdrawn (
    network TEXT NOT NULL,
    relay TEXT NOT NULL,
    address TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (network, relay, address)
) WITHOUT ROWID;

-- Single facts. kind: 'pinned', 'forbidden' (a step), 'partner', 'published' (a relay), 'route' (a network
-- and its egress).
CREATE TABLE reach_rule (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (kind, subject)
) WITHOUT ROWID;

-- One network's block, from its first verdict until nothing speaks for it.
CREATE TABLE reach_incident (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    network TEXT NOT NULL,
    technique TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    noticed_at INTEGER NOT NULL,
    ended_at INTEGER,
    signs TEXT NOT NULL,
    told INTEGER NOT NULL
);

-- What decides which network sees which slice of the pool.
CREATE TABLE reach_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB NOT NULL
);
