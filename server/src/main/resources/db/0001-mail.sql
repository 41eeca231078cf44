-- Stored mail. What can be read here: account, folder, flags, times, padded sizes, thread hashes.
-- Every number called modseq, created or added is one of the account's (mail_account.modseq).

CREATE TABLE mail_account (
    account INTEGER PRIMARY KEY,
    modseq INTEGER NOT NULL,
    quota INTEGER NOT NULL,
    used INTEGER NOT NULL
);

CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES mail_account (account),
    parent INTEGER REFERENCES mailbox (id),
    role TEXT,
    sealed_name BLOB NOT NULL,
    sort_order INTEGER NOT NULL,
    subscribed INTEGER NOT NULL,
    uid_validity INTEGER NOT NULL,
    uid_next INTEGER NOT NULL,
    total_emails INTEGER NOT NULL,
    unread_emails INTEGER NOT NULL,
    total_threads INTEGER NOT NULL,
    unread_threads INTEGER NOT NULL,
    modseq INTEGER NOT NULL,
    created INTEGER NOT NULL,
    UNIQUE (account, role)
);
CREATE INDEX mailbox_by_parent ON mailbox (parent);

-- unread_outside: unread messages that are in some mailbox other than the trash.
-- unread_in_trash: unread messages that are in the trash.
CREATE TABLE thread (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    hash BLOB NOT NULL,
    emails INTEGER NOT NULL,
    unread_outside INTEGER NOT NULL,
    unread_in_trash INTEGER NOT NULL,
    modseq INTEGER NOT NULL,
    created INTEGER NOT NULL
);
CREATE INDEX thread_by_hash ON thread (account, hash, id);
CREATE INDEX thread_by_modseq ON thread (account, modseq, created, id);

-- place: where the body lies, in the words of the blob store. size: octets of the body.
-- kept: octets of key, summary and body, as the quota counts them.
CREATE TABLE email (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    thread INTEGER NOT NULL REFERENCES thread (id),
    received_at INTEGER NOT NULL,
    keywords TEXT NOT NULL,
    size INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    place TEXT NOT NULL,
    modseq INTEGER NOT NULL,
    created INTEGER NOT NULL
);
CREATE INDEX email_by_thread ON email (thread, received_at, id);
CREATE INDEX email_by_place ON email (place);
CREATE INDEX email_by_modseq ON email (account, modseq, created, id);

-- Apart from email, so that what needs only flags does not page through it.
CREATE TABLE opening (
    email INTEGER PRIMARY KEY REFERENCES email (id),
    key_packet BLOB NOT NULL,
    summary_packet BLOB NOT NULL
);

-- Which messages are in which mailbox, in the order in which lists show them.
CREATE TABLE email_mailbox (
    mailbox INTEGER NOT NULL REFERENCES mailbox (id),
    received_at INTEGER NOT NULL,
    email INTEGER NOT NULL REFERENCES email (id),
    thread INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    added INTEGER NOT NULL,
    PRIMARY KEY (mailbox, received_at, email)
) WITHOUT ROWID;
CREATE UNIQUE INDEX email_mailbox_by_email ON email_mailbox (email, mailbox, uid);

-- How many messages of a thread are in a mailbox, and which of them is the newest.
CREATE TABLE mailbox_thread (
    thread INTEGER NOT NULL REFERENCES thread (id),
    mailbox INTEGER NOT NULL REFERENCES mailbox (id),
    emails INTEGER NOT NULL,
    head_received_at INTEGER NOT NULL,
    head_email INTEGER NOT NULL,
    PRIMARY KEY (thread, mailbox)
) WITHOUT ROWID;
CREATE INDEX mailbox_thread_by_head ON mailbox_thread (mailbox, head_received_at, head_email);

-- Traces of what is gone. kind: 1 message, 2 mailbox, 3 thread.
CREATE TABLE destroyed (
    account INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    modseq INTEGER NOT NULL,
    object INTEGER NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (account, kind, modseq, object)
) WITHOUT ROWID;

-- Traces of messages that left a mailbox (RFC 7162 VANISHED).
CREATE TABLE expunged (
    mailbox INTEGER NOT NULL,
    modseq INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    email INTEGER NOT NULL,
    thread INTEGER NOT NULL,
    PRIMARY KEY (mailbox, modseq, uid)
) WITHOUT ROWID;
