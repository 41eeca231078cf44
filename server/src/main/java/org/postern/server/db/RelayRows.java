package org.postern.server.db;

import java.util.List;
import java.util.Optional;

/// Rows of relays, and of the key that opens them.
public final class RelayRows {
    private final Sql sql;

    RelayRows(Sql sql) {
        this.sql = sql;
    }

    /// How a relay is reached, and what it listens on.
    ///
    /// @param hostKey as `SHA256:…`
    /// @param listen the address on the relay, `*` for all
    /// @param webPort 0 for none
    public record Way(String login, String host, int port, String hostKey, String listen, int mailPort, int webPort) {}

    /// @param addresses parted by spaces, the preferred one first
    /// @param network `AS64500` or `address/bits`
    public record Stored(String name, Way way, String addresses, String network, String standing) {}

    /// In the order of their names.
    public List<Stored> all() {
        return sql.list(
                "SELECT name, login, host, port, host_key, listen, mail_port, web_port, addresses, network, standing"
                        + " FROM relay ORDER BY name",
                row -> new Stored(
                        row.text(1),
                        new Way(
                                row.text(2),
                                row.text(3),
                                row.smallNumber(4),
                                row.text(5),
                                row.text(6),
                                row.smallNumber(7),
                                row.smallNumber(8)),
                        row.text(9),
                        row.text(10),
                        row.text(11)));
    }

    public void add(Stored relay) {
        var way = relay.way();
        sql.change(
                "INSERT INTO relay (name, login, host, port, host_key, listen, mail_port, web_port, addresses, network,"
                        + " standing) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                relay.name(),
                way.login(),
                way.host(),
                way.port(),
                way.hostKey(),
                way.listen(),
                way.mailPort(),
                way.webPort(),
                relay.addresses(),
                relay.network(),
                relay.standing());
    }

    /// @return whether it was there
    public boolean setStanding(String name, String standing) {
        return sql.change("UPDATE relay SET standing = ? WHERE name = ?", standing, name) > 0;
    }

    /// @return whether it was there
    public boolean remove(String name) {
        return sql.change("DELETE FROM relay WHERE name = ?", name) > 0;
    }

    /// The core's own key, when one was made.
    public Optional<byte[]> key() {
        return sql.list("SELECT secret FROM relay_key WHERE id = 1", row -> row.octets(1)).stream()
                .findFirst();
    }

    public void setKey(byte[] secret) {
        sql.change("INSERT INTO relay_key (id, secret) VALUES (1, ?)", secret);
    }
}
