package org.postern.server.db;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    /// A key that is not a domain's.
    public record OwnKey(String purpose, Octets secret, Octets open, Instant madeAt) {}

    public Optional<OwnKey> own(String purpose) {
        return sql
                .list(
                        "SELECT purpose, secret, open, made_at FROM notary_key WHERE purpose = ?",
                        row -> new OwnKey(
                                row.text(1), Octets.of(row.octets(2)), Octets.of(row.octets(3)), row.moment(4)),
                        purpose)
                .stream()
                .findFirst();
    }

    public void add(OwnKey key) {
        sql.change(
                "INSERT INTO notary_key (purpose, secret, open, made_at) VALUES (?, ?, ?, ?)",
                key.purpose(),
                key.secret(),
                key.open(),
                key.madeAt());
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

    /// @param secret PKCS #8
    /// @param open SubjectPublicKeyInfo
    public record ZoneKey(String zone, String algorithm, Octets secret, Octets open, Instant madeAt) {}

    /// The key of a zone for an algorithm, at most one.
    public List<ZoneKey> zoneKeys(String zone, String algorithm) {
        return sql.list(
                "SELECT zone, algorithm, secret, open, made_at FROM zone_key WHERE zone = ? AND algorithm = ?",
                row -> new ZoneKey(
                        row.text(1), row.text(2), Octets.of(row.octets(3)), Octets.of(row.octets(4)), row.moment(5)),
                zone,
                algorithm);
    }

    public void add(ZoneKey key) {
        sql.change(
                "INSERT INTO zone_key (zone, algorithm, secret, open, made_at) VALUES (?, ?, ?, ?, ?)",
                key.zone(),
                key.algorithm(),
                key.secret().toByteArray(),
                key.open().toByteArray(),
                key.madeAt());
    }
}
