-- Keys of this server that are not a domain's, by what they are for. secret: PKCS #8 for signing keys, the raw
-- 32 octets for X25519; open: likewise SubjectPublicKeyInfo, or raw.
CREATE TABLE notary_key (
    purpose TEXT PRIMARY KEY,
    secret BLOB NOT NULL,
    open BLOB NOT NULL,
    made_at INTEGER NOT NULL
);

-- The newest list of endpoints: what it was made of, so that the same content keeps its number.
CREATE TABLE endpoint_edition (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);

-- Volunteers whose probe reports count. hash: SHA-256 of the ticket; nothing says who they are.
CREATE TABLE probe_ticket (
    label TEXT PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    network TEXT NOT NULL,
    made_at INTEGER NOT NULL
);
