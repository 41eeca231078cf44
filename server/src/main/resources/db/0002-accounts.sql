-- Who has a mailbox here and how they prove it. Octets that the clients made are kept as they came.

CREATE TABLE server_secret (
    name TEXT NOT NULL PRIMARY KEY,
    secret BLOB NOT NULL
);

CREATE TABLE domain (
    name TEXT NOT NULL PRIMARY KEY,       -- lower case, A-labels
    postmaster INTEGER,                   -- account; NULL for the first of the domain
    made INTEGER NOT NULL
);

CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again
    address TEXT NOT NULL UNIQUE,         -- canonical
    domain TEXT NOT NULL REFERENCES domain(name),
    standing TEXT NOT NULL,               -- MAKING, ACTIVE, SUSPENDED
    quota_bytes INTEGER NOT NULL,
    made INTEGER NOT NULL,
    thread_key BLOB NOT NULL
);

CREATE TABLE login (
    account INTEGER PRIMARY KEY REFERENCES account(id),
    kdf_salt BLOB NOT NULL,
    kdf_memory_kib INTEGER NOT NULL,
    kdf_iterations INTEGER NOT NULL,
    kdf_parallelism INTEGER NOT NULL,
    srp_salt BLOB NOT NULL,
    verifier BLOB NOT NULL,
    phrase_public_key BLOB NOT NULL,
    totp_secret BLOB,
    totp_step INTEGER NOT NULL DEFAULT 0  -- the last one used
);

CREATE TABLE account_keys (
    account INTEGER PRIMARY KEY REFERENCES account(id),
    wrapped_by_password BLOB NOT NULL,
    wrapped_by_phrase BLOB NOT NULL,
    locked_keys BLOB NOT NULL,
    v6 BLOB NOT NULL,
    v4 BLOB NOT NULL,
    key_list BLOB NOT NULL,
    key_list_signature BLOB NOT NULL,
    settings BLOB
);

CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account(id),
    token_hash BLOB NOT NULL UNIQUE,      -- SHA-256
    kind TEXT NOT NULL,                   -- PAGE, APP
    label TEXT NOT NULL,
    created INTEGER NOT NULL,
    last_used INTEGER NOT NULL            -- to the hour
);
CREATE INDEX session_account ON session(account);

CREATE TABLE known_source (
    account INTEGER NOT NULL REFERENCES account(id),
    mark INTEGER NOT NULL,                -- 16 bits of a keyed hash
    seen INTEGER NOT NULL,
    PRIMARY KEY (account, mark)
);

CREATE TABLE invitation (
    code_hash BLOB NOT NULL PRIMARY KEY,  -- SHA-256
    address TEXT,                         -- NULL for any
    made INTEGER NOT NULL,
    expires INTEGER NOT NULL
);
