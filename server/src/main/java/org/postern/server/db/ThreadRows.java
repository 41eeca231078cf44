package org.postern.server.db;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postern.wire.Octets;

/// Threads, and what of each is in which mailbox.
public final class ThreadRows {
    private static final String COLUMNS = "id, account, hash, emails, unread_outside, unread_in_trash, modseq, created";

    private final Sql sql;

    ThreadRows(Sql sql) {
        this.sql = sql;
    }

    /// @param unreadOutside unread messages in some mailbox other than the trash
    /// @param unreadInTrash unread messages in the trash
    /// @param modseq when its set of messages last changed
    public record ThreadRow(
            long id,
            long account,
            Octets hash,
            long emails,
            long unreadOutside,
            long unreadInTrash,
            long modseq,
            long created) {}

    /// @param headEmail the newest of the thread there
    public record MailboxThreadRow(long thread, long mailbox, long emails, Instant headReceivedAt, long headEmail) {}

    public record MemberRow(long thread, long email) {}

    /// A thread that is looked for.
    public record HashKey(long account, Octets hash) {}

    /// Every thread with one of the hashes, the youngest last.
    public List<ThreadRow> byHashes(List<HashKey> keys) {
        var found = new ArrayList<ThreadRow>();
        int at = 0;
        for (int many = Sql.MANY; many > 0; many /= 4) {
            for (; keys.size() - at >= many; at += many) {
                var values = keys.subList(at, at + many).stream()
                        .flatMap(key -> Stream.of(key.account(), key.hash()))
                        .toArray();
                found.addAll(sql.list(
                        "SELECT t.id, t.account, t.hash, t.emails, t.unread_outside, t.unread_in_trash, t.modseq, t.created"
                                + " FROM (VALUES " + Sql.tuples(many, 2)
                                + ") w CROSS JOIN thread t ON t.account = w.column1 AND t.hash = w.column2"
                                + " ORDER BY t.id",
                        ThreadRows::read,
                        values));
            }
        }
        return found;
    }

    public Optional<ThreadRow> byId(long id) {
        return sql.first("SELECT " + COLUMNS + " FROM thread WHERE id = ?", ThreadRows::read, id);
    }

    private static ThreadRow read(Row row) throws SQLException {
        return new ThreadRow(
                row.number(1),
                row.number(2),
                Octets.of(row.octets(3)),
                row.number(4),
                row.number(5),
                row.number(6),
                row.number(7),
                row.number(8));
    }

    /// The last id that was given; ids only grow.
    public long lastId() {
        return sql.lastId("thread");
    }

    /// Makes rows with the ids given, which are above [#lastId].
    public void insertThreads(List<ThreadRow> rows) {
        sql.insertAll(
                "INSERT INTO thread (" + COLUMNS + ") VALUES ",
                rows.stream()
                        .map(row -> new Object[] {
                            row.id(),
                            row.account(),
                            row.hash(),
                            row.emails(),
                            row.unreadOutside(),
                            row.unreadInTrash(),
                            row.modseq(),
                            row.created()
                        })
                        .toList(),
                "");
    }

    public void update(ThreadRow row) {
        sql.change(
                "UPDATE thread SET emails = ?, unread_outside = ?, unread_in_trash = ?, modseq = ? WHERE id = ?",
                row.emails(),
                row.unreadOutside(),
                row.unreadInTrash(),
                row.modseq(),
                row.id());
    }

    public void delete(long id) {
        sql.change("DELETE FROM thread WHERE id = ?", id);
    }

    public List<MailboxThreadRow> inMailboxes(long thread) {
        return sql.list(
                "SELECT thread, mailbox, emails, head_received_at, head_email FROM mailbox_thread WHERE thread = ?",
                row -> new MailboxThreadRow(row.number(1), row.number(2), row.number(3), row.moment(4), row.number(5)),
                thread);
    }

    /// Makes or replaces the rows.
    public void putAll(List<MailboxThreadRow> rows) {
        sql.insertAll(
                "INSERT INTO mailbox_thread (thread, mailbox, emails, head_received_at, head_email) VALUES ",
                rows.stream()
                        .map(row -> new Object[] {
                            row.thread(), row.mailbox(), row.emails(), row.headReceivedAt(), row.headEmail()
                        })
                        .toList(),
                " ON CONFLICT (thread, mailbox) DO UPDATE SET emails = excluded.emails,"
                        + " head_received_at = excluded.head_received_at, head_email = excluded.head_email");
    }

    public void delete(long thread, long mailbox) {
        sql.change("DELETE FROM mailbox_thread WHERE thread = ? AND mailbox = ?", thread, mailbox);
    }

    /// The newest message of a thread in a mailbox, as `headReceivedAt` and `headEmail` of a row.
    public Optional<MailboxThreadRow> newest(long thread, long mailbox, long emails) {
        return sql.first(
                "SELECT e.received_at, e.id FROM email e JOIN email_mailbox m ON m.email = e.id AND m.mailbox = ?"
                        + " WHERE e.thread = ? ORDER BY e.received_at DESC, e.id DESC LIMIT 1",
                row -> new MailboxThreadRow(thread, mailbox, emails, row.moment(1), row.number(2)),
                mailbox,
                thread);
    }

    /// The messages of the account's threads, oldest first.
    public List<MemberRow> members(long account, Collection<Long> threads) {
        return sql.list(
                "SELECT e.thread, e.id FROM thread t JOIN email e ON e.thread = t.id"
                        + " WHERE t.id IN (SELECT value FROM json_each(?)) AND +t.account = ?"
                        + " ORDER BY e.thread, e.received_at, e.id",
                row -> new MemberRow(row.number(1), row.number(2)),
                Sql.array(threads),
                account);
    }
}
