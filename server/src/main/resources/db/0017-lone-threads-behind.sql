-- Where a thread of one message is found by its hash. The rows follow the messages, many at a time and in order, so
-- that a page is changed once for many of them; the hash of a message above mail_log.lone_to is known from its own
-- row alone (email.lone_hash). docs/adr/0016-hashes-behind.md
CREATE TABLE lone_thread (
    account INTEGER NOT NULL,
    hash BLOB NOT NULL,
    email INTEGER NOT NULL,
    PRIMARY KEY (account, hash, email)
) WITHOUT ROWID;
INSERT INTO lone_thread
    SELECT account, lone_hash, id FROM email WHERE lone_hash IS NOT NULL ORDER BY account, lone_hash, id;
DROP INDEX email_by_hash;
ALTER TABLE mail_log ADD COLUMN lone_to INTEGER NOT NULL DEFAULT 0;
UPDATE mail_log SET lone_to = (SELECT coalesce(max(id), 0) FROM email);
