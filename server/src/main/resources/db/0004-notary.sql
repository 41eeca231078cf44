-- The server's own signing keys. secret: PKCS #8; open: SubjectPublicKeyInfo.
CREATE TABLE dkim_key (
    domain TEXT NOT NULL,
    selector TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    secret BLOB NOT NULL,
    open BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (domain, selector)
);
