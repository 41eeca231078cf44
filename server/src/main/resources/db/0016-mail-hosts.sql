-- Mail hosts of others that mail was exchanged with and that answered when they were looked at: where reverse
-- paths are tried after a restart (docs/adr/0015-mail-hosts.md). Few of a network, and for a month.

-- address: 4 or 16 octets. heard_on: the day, and no finer, so that nobody's mail can be dated (THREAT T-40).
CREATE TABLE reach_host (
    address BLOB PRIMARY KEY,
    heard_on INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX reach_host_by_day ON reach_host (heard_on);
