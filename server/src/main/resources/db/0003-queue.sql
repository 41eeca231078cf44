-- Mail that waits to leave. What can be read here of a waiting job is nothing without its key column;
-- the key goes with the row (docs/adr/0003-queue-keys.md).

-- state: the account's number for its submissions; never goes back.
CREATE TABLE queue_account (
    account INTEGER PRIMARY KEY,
    state INTEGER NOT NULL
);

-- account, email, thread: NULL for mail of the server's own. finished_at: NULL while a job is left.
CREATE TABLE submission (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER,
    email INTEGER,
    thread INTEGER,
    sent_at INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    finished_at INTEGER,
    state INTEGER NOT NULL,
    created INTEGER NOT NULL
);
CREATE INDEX submission_by_state ON submission (account, state, id);
CREATE INDEX submission_by_end ON submission (finished_at);

CREATE TABLE submission_gone (
    account INTEGER NOT NULL,
    state INTEGER NOT NULL,
    submission INTEGER NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (account, state, submission)
) WITHOUT ROWID;

-- place, size: the sealed message in the blob store.
CREATE TABLE queue_job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    submission INTEGER NOT NULL REFERENCES submission (id),
    secret BLOB NOT NULL,
    envelope BLOB NOT NULL,
    place TEXT NOT NULL,
    size INTEGER NOT NULL,
    made_at INTEGER NOT NULL
);
CREATE INDEX queue_job_by_submission ON queue_job (submission);
