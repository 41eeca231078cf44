package org.postern.server.db;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postern.wire.Octets;

/// Threads of several messages, and what of each is in which mailbox. A thread that never had more than one
/// message has no row here: it is known by the message ([EmailRows.EmailRow#loneHash]), whose id it has.
/// In a thread with a row the message that gave it its id is found by that id, the others by an index.
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

    /// A thread as far as it matters to a message that may join it.
    public record KnownRow(long account, Octets hash, long thread, long emails) {}

    /// Every thread with one of the hashes, with and without a row, but for those whose row of [#addLone] is to
    /// come.
    public List<KnownRow> byHashes(List<HashKey> keys) {
        var found = new ArrayList<KnownRow>();
        int at = 0;
        for (int many = Sql.MANY; many > 0; many /= 4) {
            var values = " FROM (VALUES " + Sql.tuples(many, 2) + ") w CROSS JOIN ";
            for (; keys.size() - at >= many; at += many) {
                var parameters = keys.subList(at, at + many).stream()
                        .flatMap(key -> Stream.of(key.account(), key.hash()))
                        .toArray();
                found.addAll(sql.list(
                        "SELECT t.account, t.hash, t.id, t.emails" + values
                                + "thread t ON t.account = w.column1 AND t.hash = w.column2",
                        ThreadRows::readKnown,
                        parameters));
                found.addAll(sql.list(
                        "SELECT l.account, l.hash, l.email, 1" + values
                                + "lone_thread l ON l.account = w.column1 AND l.hash = w.column2",
                        ThreadRows::readKnown,
                        parameters));
            }
        }
        return found;
    }

    private static KnownRow readKnown(Row row) throws SQLException {
        return new KnownRow(row.number(1), Octets.of(row.octets(2)), row.number(3), row.number(4));
    }

    /// A message that is alone in its thread, and the thread's hash.
    public record LoneRow(long account, Octets hash, long email) {}

    /// Messages above an id that are alone in their thread.
    public List<LoneRow> loneAfter(long email) {
        return sql.list(
                "SELECT account, lone_hash, id FROM email WHERE id > ? AND lone_hash IS NOT NULL",
                row -> new LoneRow(row.number(1), Octets.of(row.octets(2)), row.number(3)),
                email);
    }

    /// The threads of those of the messages that are alone in theirs.
    public List<KnownRow> lone(Collection<Long> emails) {
        return emails.isEmpty()
                ? List.of()
                : sql.list(
                        "SELECT account, lone_hash, id, 1 FROM email WHERE id IN (SELECT value FROM json_each(?))"
                                + " AND lone_hash IS NOT NULL",
                        ThreadRows::readKnown,
                        Sql.array(emails));
    }

    /// Lets those of the messages that are alone in their thread be found by its hash.
    ///
    /// @param emails best in the order of account and hash
    public void addLone(Collection<Long> emails) {
        if (!emails.isEmpty()) {
            sql.change(
                    "INSERT OR IGNORE INTO lone_thread SELECT account, lone_hash, email.id FROM json_each(?)"
                            + " CROSS JOIN email ON email.id = value WHERE lone_hash IS NOT NULL",
                    Sql.array(emails));
        }
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

    /// Makes rows; the id of each is that of its first message.
    public void insertThreads(List<ThreadRow> rows) {
        sql.insertAll(
                "thread (" + COLUMNS + ")",
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
                "mailbox_thread (thread, mailbox, emails, head_received_at, head_email)",
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
        var there = "SELECT e.received_at, e.id FROM email e JOIN email_mailbox m ON m.email = e.id AND m.mailbox = ?";
        return sql.first(
                there + " WHERE e.id = ? AND e.thread = e.id UNION ALL " + there
                        + " WHERE e.thread = ? AND e.thread <> e.id ORDER BY 1 DESC, 2 DESC LIMIT 1",
                row -> new MailboxThreadRow(thread, mailbox, emails, row.moment(1), row.number(2)),
                mailbox,
                thread,
                mailbox,
                thread);
    }

    /// The messages of the account's threads, oldest first.
    public List<MemberRow> members(long account, Collection<Long> threads) {
        var ids = Sql.array(threads);
        var members = "SELECT e.thread, e.received_at, e.id FROM email e WHERE ";
        return sql.list(
                members + "e.id IN (SELECT value FROM json_each(?)) AND e.thread = e.id AND +e.account = ? UNION ALL "
                        + members + "e.thread IN (SELECT value FROM json_each(?)) AND e.thread <> e.id"
                        + " AND +e.account = ? ORDER BY 1, 2, 3",
                row -> new MemberRow(row.number(1), row.number(3)),
                ids,
                account,
                ids,
                account);
    }
}
