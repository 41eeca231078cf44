package org.postern.server.db;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.postern.wire.Octets;

/// Messages, the packets that open them, and the mailboxes that they are in.
public final class EmailRows {
    private static final String COLUMNS =
            "id, account, thread, received_at, keywords, size, kept, place, modseq, created, lone_hash";

    private final Sql sql;

    EmailRows(Sql sql) {
        this.sql = sql;
    }

    /// @param keywords sorted, each between spaces: ` $flagged $seen `; empty for none
    /// @param size octets of the body; `kept` of everything, as the quota counts
    /// @param place where the body lies
    /// @param loneHash that of its thread while it is alone there and the thread has no row
    public record EmailRow(
            long id,
            long account,
            long thread,
            Instant receivedAt,
            String keywords,
            long size,
            long kept,
            String place,
            long modseq,
            long created,
            Optional<Octets> loneHash) {
        /// The same, once its thread has a row.
        public EmailRow joined() {
            return new EmailRow(
                    id, account, thread, receivedAt, keywords, size, kept, place, modseq, created, Optional.empty());
        }
    }

    /// @param added the state at which it came into the mailbox
    /// @param head whether it is the newest of its thread there
    public record MembershipRow(
            long mailbox, long email, Instant receivedAt, long thread, long uid, long added, boolean head) {
        /// The same as the newest of its thread.
        public MembershipRow asHead() {
            return new MembershipRow(mailbox, email, receivedAt, thread, uid, added, true);
        }
    }

    public record OpeningRow(long email, Octets key, Octets summary) {}

    public record PlaceRow(long email, String place, long size) {}

    /// The last id that was given; ids only grow.
    public long lastId() {
        return sql.lastId("email");
    }

    /// Makes rows with the ids given, which are above [#lastId].
    public void insertEmails(List<EmailRow> rows) {
        sql.insertAll(
                "email (" + COLUMNS + ")", rows.stream().map(EmailRows::values).toList(), "");
    }

    private static Object[] values(EmailRow row) {
        return new Object[] {
            row.id(),
            row.account(),
            row.thread(),
            row.receivedAt(),
            row.keywords(),
            row.size(),
            row.kept(),
            row.place(),
            row.modseq(),
            row.created(),
            row.loneHash()
        };
    }

    public void update(long id, String keywords, long kept, long modseq) {
        sql.change("UPDATE email SET keywords = ?, kept = ?, modseq = ? WHERE id = ?", keywords, kept, modseq, id);
    }

    /// Its thread has a row from now on.
    public void join(long id) {
        forgetLone(id);
        sql.change("UPDATE email SET lone_hash = NULL WHERE id = ?", id);
    }

    /// Each part of the key by itself: SQLite would look for a row of them by its first part alone.
    private void forgetLone(long id) {
        sql.change(
                "DELETE FROM lone_thread WHERE account = (SELECT account FROM email WHERE id = ?)"
                        + " AND hash = (SELECT lone_hash FROM email WHERE id = ?) AND email = ?",
                id,
                id,
                id);
    }

    /// Removes the message and its opening. It is in no mailbox any more.
    public void delete(long id) {
        forgetLone(id);
        sql.change("DELETE FROM opening WHERE email = ?", id);
        sql.change("DELETE FROM email WHERE id = ?", id);
    }

    public Optional<EmailRow> byId(long account, long id) {
        return sql.first(
                "SELECT " + COLUMNS + " FROM email WHERE id = ? AND account = ?", EmailRows::read, id, account);
    }

    /// In no order.
    public List<EmailRow> byIds(long account, Collection<Long> ids) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM email WHERE id IN (SELECT value FROM json_each(?)) AND +account = ?",
                EmailRows::read,
                Sql.array(ids),
                account);
    }

    private static EmailRow read(Row row) throws SQLException {
        return new EmailRow(
                row.number(1),
                row.number(2),
                row.number(3),
                row.moment(4),
                row.text(5),
                row.number(6),
                row.number(7),
                row.text(8),
                row.number(9),
                row.number(10),
                row.maybeOctets(11).map(Octets::of));
    }

    public void insertOpenings(List<OpeningRow> rows) {
        sql.insertAll(
                "opening (email, key_packet, summary_packet)",
                rows.stream()
                        .map(row -> new Object[] {row.email(), row.key(), row.summary()})
                        .toList(),
                "");
    }

    public void replaceSummary(long email, Octets summary) {
        sql.change("UPDATE opening SET summary_packet = ? WHERE email = ?", summary, email);
    }

    public long summarySize(long email) {
        return sql.number("SELECT length(summary_packet) FROM opening WHERE email = ?", email)
                .orElse(0);
    }

    /// In no order; only those of the account.
    public List<OpeningRow> openings(long account, Collection<Long> emails) {
        return sql.list(
                "SELECT o.email, o.key_packet, o.summary_packet FROM email e JOIN opening o ON o.email = e.id"
                        + " WHERE e.id IN (SELECT value FROM json_each(?)) AND +e.account = ?",
                row -> new OpeningRow(row.number(1), Octets.of(row.octets(2)), Octets.of(row.octets(3))),
                Sql.array(emails),
                account);
    }

    public void insertMemberships(List<MembershipRow> rows) {
        sql.insertAll(
                "email_mailbox (mailbox, received_at, email, thread, uid, added, head)",
                rows.stream()
                        .map(row -> new Object[] {
                            row.mailbox(),
                            row.receivedAt(),
                            row.email(),
                            row.thread(),
                            row.uid(),
                            row.added(),
                            row.head()
                        })
                        .toList(),
                "");
    }

    public void delete(MembershipRow row) {
        sql.change(
                "DELETE FROM email_mailbox WHERE mailbox = ? AND received_at = ? AND email = ?",
                row.mailbox(),
                row.receivedAt(),
                row.email());
    }

    /// Marks a message that is there as the newest of its thread in a mailbox, or takes the mark away; nothing
    /// happens when it is not there.
    public void markHead(long mailbox, Instant receivedAt, long email, boolean head) {
        sql.change(
                "UPDATE email_mailbox SET head = ? WHERE mailbox = ? AND received_at = ? AND email = ?",
                head,
                mailbox,
                receivedAt,
                email);
    }

    public List<MembershipRow> memberships(long email) {
        return sql.list(
                "SELECT mailbox, email, received_at, thread, uid, added, head FROM email_mailbox WHERE email = ?",
                EmailRows::readMembership,
                email);
    }

    private static MembershipRow readMembership(Row row) throws SQLException {
        return new MembershipRow(
                row.number(1), row.number(2), row.moment(3), row.number(4), row.number(5), row.number(6), row.flag(7));
    }

    /// Where each of the messages is; nothing but the narrow index is read.
    public List<UidRow> uids(Collection<Long> emails) {
        return sql.list(
                "SELECT email, mailbox, uid FROM email_mailbox WHERE email IN (SELECT value FROM json_each(?))",
                row -> new UidRow(row.number(1), row.number(2), row.number(3)),
                Sql.array(emails));
    }

    public record UidRow(long email, long mailbox, long uid) {}

    /// Some of the messages of a mailbox, oldest first.
    public List<Long> someIn(long mailbox, int limit) {
        return sql.list(
                "SELECT email FROM email_mailbox WHERE mailbox = ? ORDER BY received_at, email LIMIT ?",
                row -> row.number(1),
                mailbox,
                limit);
    }

    /// The bodies of every account in the order of their ids, for whoever keeps the bodies.
    public List<PlaceRow> places(long after, int limit) {
        return sql.list(
                "SELECT id, place, size FROM email WHERE id > ? ORDER BY id LIMIT ?",
                EmailRows::readPlace,
                after,
                limit);
    }

    private static PlaceRow readPlace(Row row) throws SQLException {
        return new PlaceRow(row.number(1), row.text(2), row.number(3));
    }

    /// @param prefix without `%` or `_`
    public boolean anyPlaceBeginningWith(String prefix) {
        return sql.number(
                        "SELECT id FROM email WHERE place >= ? AND place < ? LIMIT 1",
                        prefix,
                        prefix + Character.MAX_VALUE)
                .isPresent();
    }

    public record HoldingRow(long email, long account, String place, long size) {}

    /// The messages whose bodies lie in places that begin so.
    ///
    /// @param prefix without `%` or `_`
    public List<HoldingRow> holding(String prefix) {
        return sql.list(
                "SELECT id, account, place, size FROM email WHERE place >= ? AND place < ?",
                row -> new HoldingRow(row.number(1), row.number(2), row.text(3), row.number(4)),
                prefix,
                prefix + Character.MAX_VALUE);
    }

    /// Lets a message name the copy of its body, if it still names the old one.
    public boolean repoint(long id, String from, String to) {
        return sql.change("UPDATE email SET place = ? WHERE id = ? AND place = ?", to, id, from) == 1;
    }

    /// Removes some messages of an account that is going away, without keeping its counts.
    ///
    /// @return where their bodies lie
    public List<PlaceRow> removeSome(long account, int limit) {
        var some = sql.list(
                "SELECT id, place, size FROM email WHERE account = ? LIMIT ?", EmailRows::readPlace, account, limit);
        some.forEach(row -> forgetLone(row.email()));
        var ids = Sql.array(some.stream().map(PlaceRow::email).toList());
        for (var table : List.of("email_mailbox", "opening")) {
            sql.change("DELETE FROM " + table + " WHERE email IN (SELECT value FROM json_each(?))", ids);
        }
        sql.change("DELETE FROM email WHERE id IN (SELECT value FROM json_each(?))", ids);
        return some;
    }
}
