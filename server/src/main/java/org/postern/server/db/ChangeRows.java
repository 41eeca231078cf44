package org.postern.server.db;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// What changed since a state, and traces of what is gone. Every object that changes gets a number of
/// its own, so a list of changes can be cut between any two.
public final class ChangeRows {
    private static final String MOVED = "SELECT m.email, m.thread, 1 FROM email e"
            + " JOIN email_mailbox m ON m.email = e.id AND m.mailbox = ?"
            + " WHERE e.account = ? AND e.created > ? AND m.added > ?"
            + " UNION ALL SELECT m.email, m.thread, 1 FROM email e"
            + " JOIN email_mailbox m ON m.email = e.id AND m.mailbox = ?"
            + " WHERE e.account = ? AND e.modseq > e.created AND e.modseq > ? AND e.created <= ? AND m.added > ?"
            + " UNION ALL SELECT email, thread, 0 FROM expunged WHERE mailbox = ? AND modseq > ? LIMIT ?";

    private static final String PRESENT =
            "SELECT e.id, e.thread FROM email e JOIN email_mailbox m ON m.email = e.id AND m.mailbox = ? WHERE ";

    private final Sql sql;

    ChangeRows(Sql sql) {
        this.sql = sql;
    }

    /// What can change.
    public enum Kind {
        EMAIL(1, "email"),
        MAILBOX(2, "mailbox"),
        THREAD(3, "thread");

        private final int number;
        private final String table;

        Kind(int number, String table) {
            this.number = number;
            this.table = table;
        }

        int number() {
            return number;
        }
    }

    /// @param at the number at which a list of changes tells of it: that of its creation when it is newer
    ///     than what was asked for, so that nobody hears of an update before the creation
    public record ChangeRow(long id, boolean created, boolean destroyed, long at) {}

    /// Changes later than `since`, in order. What came and went in between is left out.
    public List<ChangeRow> since(Kind kind, long account, long since, int limit) {
        var parameters = new ArrayList<Object>();
        if (kind == Kind.THREAD) {
            parameters.addAll(List.of(account, since));
        }
        parameters.addAll(List.of(account, since, account, since, since, account, kind.number, since, since, limit));
        return sql.list(
                sinceText(kind),
                row -> new ChangeRow(row.number(1), row.flag(2), row.flag(3), row.number(4)),
                parameters.toArray());
    }

    /// Three lists that are in order already, each from an index: what was made, what was changed and is
    /// older, what is gone and is older. SQLite merges them and stops at the limit. A thread of one came with
    /// its message.
    private static String sinceText(Kind kind) {
        var lone = "SELECT id, 1, 0, created AS at FROM email"
                + " WHERE account = ? AND created > ? AND lone_hash IS NOT NULL UNION ALL ";
        return (kind == Kind.THREAD ? lone : "") + "SELECT id, 1, 0, created AS at FROM " + kind.table
                + " WHERE account = ? AND created > ?"
                + " UNION ALL SELECT id, 0, 0, modseq FROM " + kind.table
                + " WHERE account = ? AND modseq > created AND modseq > ? AND created <= ?"
                + " UNION ALL SELECT object, 0, 1, modseq FROM destroyed"
                + " WHERE account = ? AND kind = ? AND modseq > ? AND created <= ?"
                + " ORDER BY at LIMIT ?";
    }

    public void destroyed(Kind kind, long account, long object, long created, long modseq) {
        sql.change(
                "INSERT INTO destroyed (account, kind, modseq, object, created) VALUES (?, ?, ?, ?, ?)",
                account,
                kind.number,
                modseq,
                object,
                created);
    }

    /// A message left a mailbox (RFC 7162 VANISHED).
    public record ExpungedRow(long mailbox, long modseq, long uid, long email, long thread) {}

    public void expunged(ExpungedRow row) {
        sql.change(
                "INSERT INTO expunged (mailbox, modseq, uid, email, thread) VALUES (?, ?, ?, ?, ?)",
                row.mailbox(),
                row.modseq(),
                row.uid(),
                row.email(),
                row.thread());
    }

    /// @param thread of the message
    /// @param present whether it is in the mailbox now
    public record MovedRow(long email, long thread, boolean present) {}

    /// Messages that came into or left a mailbox after `since`; one may be in both groups.
    public List<MovedRow> moved(long account, long mailbox, long since, int limit) {
        return sql.list(
                MOVED,
                row -> new MovedRow(row.number(1), row.number(2), row.flag(3)),
                mailbox,
                account,
                since,
                since,
                mailbox,
                account,
                since,
                since,
                since,
                mailbox,
                since,
                limit);
    }

    /// The messages of threads that are in a mailbox.
    public List<MovedRow> present(long mailbox, Collection<Long> threads, int limit) {
        return sql.list(
                PRESENT + "e.id IN (SELECT value FROM json_each(?)) AND e.thread = e.id UNION ALL " + PRESENT
                        + "e.thread IN (SELECT value FROM json_each(?)) AND e.thread <> e.id LIMIT ?",
                row -> new MovedRow(row.number(1), row.number(2), true),
                mailbox,
                Sql.array(threads),
                mailbox,
                Sql.array(threads),
                limit);
    }
}
