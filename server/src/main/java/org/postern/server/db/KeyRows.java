package org.postern.server.db;

import java.util.Optional;
import org.postern.wire.Octets;

/// The key material of accounts: what clients made, locked, and the public halves.
public final class KeyRows {
    private final Sql sql;

    KeyRows(Sql sql) {
        this.sql = sql;
    }

    /// @param v6 binary transferable public key
    /// @param v4 the same in the legacy encoding
    public record PublicRow(Octets v6, Octets v4, Octets keyList, Octets keyListSignature) {}

    /// @param settings the client's own, sealed by it
    public record KeyRow(
            Octets wrappedByPassword,
            Octets wrappedByPhrase,
            Octets lockedKeys,
            PublicRow listed,
            Optional<Octets> settings) {}

    public void add(long account, KeyRow keys) {
        sql.change(
                "INSERT INTO account_keys (account, wrapped_by_password, wrapped_by_phrase, locked_keys, v6, v4,"
                        + " key_list, key_list_signature, settings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                account,
                keys.wrappedByPassword(),
                keys.wrappedByPhrase(),
                keys.lockedKeys(),
                keys.listed().v6(),
                keys.listed().v4(),
                keys.listed().keyList(),
                keys.listed().keyListSignature(),
                keys.settings());
    }

    public Optional<KeyRow> of(long account) {
        return sql.first(
                "SELECT wrapped_by_password, wrapped_by_phrase, locked_keys, v6, v4, key_list, key_list_signature,"
                        + " settings FROM account_keys WHERE account = ?",
                row -> new KeyRow(
                        Octets.of(row.octets(1)),
                        Octets.of(row.octets(2)),
                        Octets.of(row.octets(3)),
                        new PublicRow(
                                Octets.of(row.octets(4)),
                                Octets.of(row.octets(5)),
                                Octets.of(row.octets(6)),
                                Octets.of(row.octets(7))),
                        row.maybeOctets(8).map(Octets::of)),
                account);
    }

    public Optional<PublicRow> listed(long account) {
        return sql.first(
                "SELECT v6, v4, key_list, key_list_signature FROM account_keys WHERE account = ?",
                row -> new PublicRow(
                        Octets.of(row.octets(1)),
                        Octets.of(row.octets(2)),
                        Octets.of(row.octets(3)),
                        Octets.of(row.octets(4))),
                account);
    }

    public void setWrappedByPassword(long account, Octets wrapped) {
        sql.change("UPDATE account_keys SET wrapped_by_password = ? WHERE account = ?", wrapped, account);
    }

    public void setWrappedByPhrase(long account, Octets wrapped) {
        sql.change("UPDATE account_keys SET wrapped_by_phrase = ? WHERE account = ?", wrapped, account);
    }

    public void setSettings(long account, Octets settings) {
        sql.change("UPDATE account_keys SET settings = ? WHERE account = ?", settings, account);
    }
}
