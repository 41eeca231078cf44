package org.postern.server.db;

import java.time.Instant;
import java.util.List;
import org.postern.wire.Octets;

/// Rows of the server's own signing keys.
public final class NotaryRows {
    private final Sql sql;

    NotaryRows(Sql sql) {
        this.sql = sql;
    }

    /// @param secret PKCS #8
    /// @param open SubjectPublicKeyInfo
    public record Key(String domain, String selector, String algorithm, Octets secret, Octets open, Instant madeAt) {}

    /// A domain's keys in the order of their selectors.
    public List<Key> keys(String domain) {
        return sql.list(
                "SELECT domain, selector, algorithm, secret, open, made_at FROM dkim_key WHERE domain = ?"
                        + " ORDER BY selector",
                row -> new Key(
                        row.text(1),
                        row.text(2),
                        row.text(3),
                        Octets.of(row.octets(4)),
                        Octets.of(row.octets(5)),
                        row.moment(6)),
                domain);
    }

    public void add(Key key) {
        sql.change(
                "INSERT INTO dkim_key (domain, selector, algorithm, secret, open, made_at) VALUES (?, ?, ?, ?, ?, ?)",
                key.domain(),
                key.selector(),
                key.algorithm(),
                key.secret().toByteArray(),
                key.open().toByteArray(),
                key.madeAt());
    }
}
