-- Keys that sign our own zone of the DNS: one for each algorithm.
CREATE TABLE zone_key (
    zone TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    secret BLOB NOT NULL,
    open BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (zone, algorithm)
);
