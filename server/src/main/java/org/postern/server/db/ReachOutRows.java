package org.postern.server.db;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postern.wire.Octets;

/// Rows of what helps our own users to reach us: the newest endpoint list, and volunteers' tickets.
public final class ReachOutRows {
    private final Sql sql;

    ReachOutRows(Sql sql) {
        this.sql = sql;
    }

    /// @param digest of what the list was made of
    public record Edition(long number, Octets digest, Instant made, Instant expires) {}

    /// The newest, if one was made.
    public Optional<Edition> edition() {
        return sql
                .list(
                        "SELECT number, digest, made_at, expires_at FROM endpoint_edition",
                        row -> new Edition(row.number(1), Octets.of(row.octets(2)), row.moment(3), row.moment(4)))
                .stream()
                .findFirst();
    }

    public void put(Edition edition) {
        sql.change(
                "INSERT OR REPLACE INTO endpoint_edition (one, number, digest, made_at, expires_at)"
                        + " VALUES (1, ?, ?, ?, ?)",
                edition.number(),
                edition.digest(),
                edition.made(),
                edition.expires());
    }

    /// @param hash SHA-256 of the ticket
    /// @param network as the operator wrote it
    public record Ticket(String label, Octets hash, String network, Instant made) {}

    /// @return false when the label is taken
    public boolean add(Ticket ticket) {
        return sql.change(
                        "INSERT OR IGNORE INTO probe_ticket (label, hash, network, made_at) VALUES (?, ?, ?, ?)",
                        ticket.label(),
                        ticket.hash(),
                        ticket.network(),
                        ticket.made())
                == 1;
    }

    public List<Ticket> tickets() {
        return sql.list(
                "SELECT label, hash, network, made_at FROM probe_ticket ORDER BY label",
                row -> new Ticket(row.text(1), Octets.of(row.octets(2)), row.text(3), row.moment(4)));
    }

    /// @return false when there is none
    public boolean removeTicket(String label) {
        return sql.change("DELETE FROM probe_ticket WHERE label = ?", label) == 1;
    }
}
