-- What was made and what was changed since are two lists, each in the order in which a list of changes
-- tells it. Arrivals touch the first alone.
DROP INDEX email_by_modseq;
CREATE INDEX email_by_created ON email (account, created, id);
CREATE INDEX email_by_change ON email (account, modseq, created, id) WHERE modseq > created;
DROP INDEX thread_by_modseq;
CREATE INDEX thread_by_created ON thread (account, created, id);
CREATE INDEX thread_by_change ON thread (account, modseq, created, id) WHERE modseq > created;
