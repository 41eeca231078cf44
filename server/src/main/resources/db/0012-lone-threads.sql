-- Most messages are alone in their thread. Such a thread has no row: the message holds its hash, its id is
-- the thread's (so ids of messages begin above those of all threads), and it came when the message came. Rows
-- begin with the second message. In each mailbox the newest message of a thread is marked as its head.
-- docs/adr/0011-lone-threads.md
CREATE TABLE email_anew (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    thread INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    keywords TEXT NOT NULL,
    size INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    place TEXT NOT NULL,
    modseq INTEGER NOT NULL,
    created INTEGER NOT NULL,
    lone_hash BLOB
);
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'email_anew', coalesce(max(seq), 0) FROM sqlite_sequence WHERE name IN ('email', 'thread');
INSERT INTO email_anew
    SELECT id, account, thread, received_at, keywords, size, kept, place, modseq, created, NULL
    FROM email ORDER BY id;
DROP TABLE email;
ALTER TABLE email_anew RENAME TO email;
CREATE INDEX email_by_place ON email (place);
CREATE INDEX email_by_created ON email (account, created, id);
CREATE INDEX email_by_change ON email (account, modseq, created, id) WHERE modseq > created;
CREATE INDEX email_by_hash ON email (account, lone_hash) WHERE lone_hash IS NOT NULL;
CREATE INDEX email_by_thread ON email (thread, received_at, id) WHERE thread <> id;

CREATE TABLE email_mailbox_anew (
    mailbox INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    email INTEGER NOT NULL,
    thread INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    added INTEGER NOT NULL,
    head INTEGER NOT NULL,
    PRIMARY KEY (mailbox, received_at, email)
) WITHOUT ROWID;
INSERT INTO email_mailbox_anew
    SELECT m.mailbox, m.received_at, m.email, m.thread, m.uid, m.added, t.head_email IS m.email
    FROM email_mailbox m LEFT JOIN mailbox_thread t ON t.thread = m.thread AND t.mailbox = m.mailbox
    ORDER BY m.mailbox, m.received_at, m.email;
DROP TABLE email_mailbox;
ALTER TABLE email_mailbox_anew RENAME TO email_mailbox;
CREATE UNIQUE INDEX email_mailbox_by_email ON email_mailbox (email, mailbox, uid);

DROP INDEX mailbox_thread_by_head;
