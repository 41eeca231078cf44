package org.postern.server.db;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postern.wire.Octets;

/// Mailboxes and their counts.
public final class MailboxRows {
    private static final String COLUMNS =
            "id, account, parent, role, sealed_name, sort_order, subscribed, uid_validity,"
                    + " uid_next, total_emails, unread_emails, total_threads, unread_threads, modseq, created";

    private final Sql sql;

    MailboxRows(Sql sql) {
        this.sql = sql;
    }

    /// @param role lower case, empty for mailboxes that the user made
    /// @param modseq of its last change; `created` of its first
    public record MailboxRow(
            long id,
            long account,
            OptionalLong parent,
            Optional<String> role,
            Octets sealedName,
            int sortOrder,
            boolean subscribed,
            long uidValidity,
            long uidNext,
            CountsRow counts,
            long modseq,
            long created) {}

    public record CountsRow(long totalEmails, long unreadEmails, long totalThreads, long unreadThreads) {}

    /// Makes a row and returns its id, which is never given twice and is its UIDVALIDITY too.
    public long insert(MailboxRow row) {
        long id = sql.number(
                        "INSERT INTO mailbox (account, parent, role, sealed_name, sort_order, subscribed, uid_validity,"
                                + " uid_next, total_emails, unread_emails, total_threads, unread_threads, modseq, created)"
                                + " VALUES (?, ?, ?, ?, ?, ?, 0, 1, 0, 0, 0, 0, ?, ?) RETURNING id",
                        row.account(),
                        row.parent(),
                        row.role(),
                        row.sealedName(),
                        row.sortOrder(),
                        row.subscribed(),
                        row.modseq(),
                        row.created())
                .orElseThrow();
        sql.change("UPDATE mailbox SET uid_validity = id WHERE id = ?", id);
        return id;
    }

    /// Writes everything that may change.
    public void update(MailboxRow row) {
        sql.change(
                "UPDATE mailbox SET parent = ?, sealed_name = ?, sort_order = ?, subscribed = ?, uid_next = ?,"
                        + " total_emails = ?, unread_emails = ?, total_threads = ?, unread_threads = ?, modseq = ?"
                        + " WHERE id = ?",
                row.parent(),
                row.sealedName(),
                row.sortOrder(),
                row.subscribed(),
                row.uidNext(),
                row.counts().totalEmails(),
                row.counts().unreadEmails(),
                row.counts().totalThreads(),
                row.counts().unreadThreads(),
                row.modseq(),
                row.id());
    }

    public void delete(long id) {
        sql.change("DELETE FROM expunged WHERE mailbox = ?", id);
        sql.change("DELETE FROM mailbox WHERE id = ?", id);
    }

    public List<MailboxRow> all(long account) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM mailbox WHERE account = ? ORDER BY id", MailboxRows::read, account);
    }

    public Optional<MailboxRow> byId(long account, long id) {
        return sql.first(
                "SELECT " + COLUMNS + " FROM mailbox WHERE id = ? AND account = ?", MailboxRows::read, id, account);
    }

    public Optional<MailboxRow> byRole(long account, String role) {
        return sql.first(
                "SELECT " + COLUMNS + " FROM mailbox WHERE account = ? AND role = ?", MailboxRows::read, account, role);
    }

    public OptionalLong idByRole(long account, String role) {
        return sql.number("SELECT id FROM mailbox WHERE account = ? AND role = ?", account, role);
    }

    public long count(long account) {
        return sql.number("SELECT COUNT(*) FROM mailbox WHERE account = ?", account)
                .orElseThrow();
    }

    public boolean hasChild(long id) {
        return sql.number("SELECT id FROM mailbox WHERE parent = ? LIMIT 1", id).isPresent();
    }

    private static MailboxRow read(Row row) throws SQLException {
        return new MailboxRow(
                row.number(1),
                row.number(2),
                row.maybeNumber(3),
                row.maybeText(4),
                Octets.of(row.octets(5)),
                row.smallNumber(6),
                row.flag(7),
                row.number(8),
                row.number(9),
                new CountsRow(row.number(10), row.number(11), row.number(12), row.number(13)),
                row.number(14),
                row.number(15));
    }
}
