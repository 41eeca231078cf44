-- The log of arrivals is the truth, these tables its index: the last note of the log that they hold.
CREATE TABLE mail_log (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    last_note INTEGER NOT NULL
);
INSERT INTO mail_log VALUES (1, 0);
