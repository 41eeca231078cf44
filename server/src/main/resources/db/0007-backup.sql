-- known_from: changes since an earlier state cannot be told, because the numbers jumped at a restore or
-- because the traces are gone.
ALTER TABLE mail_account ADD COLUMN known_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue_account ADD COLUMN known_from INTEGER NOT NULL DEFAULT 0;

-- When the trace was left; traces of before this column are old.
ALTER TABLE submission_gone ADD COLUMN gone_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX submission_gone_by_time ON submission_gone (gone_at);

-- held: 0 goes out, 1 waits for the operator since a restore, 2 its envelope could not be read.
ALTER TABLE queue_job ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
