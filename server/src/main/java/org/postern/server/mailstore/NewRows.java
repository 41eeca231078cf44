package org.postern.server.mailstore;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.server.db.EmailRows.EmailRow;
import org.postern.server.db.EmailRows.MembershipRow;
import org.postern.server.db.EmailRows.OpeningRow;
import org.postern.server.db.Tables;
import org.postern.server.db.ThreadRows.HashKey;
import org.postern.server.db.ThreadRows.MailboxThreadRow;
import org.postern.server.db.ThreadRows.ThreadRow;
import org.postern.wire.Octets;

/// Rows of a transaction that are written together: few statements, and neighbours in a table one after the
/// other, so that a page is found once for all of its rows.
final class NewRows {
    private final Tables tables;
    private final List<ThreadRow> threads = new ArrayList<>();
    private final List<EmailRow> emails = new ArrayList<>();
    private final List<OpeningRow> openings = new ArrayList<>();
    private final List<MembershipRow> memberships = new ArrayList<>();
    private final List<MailboxThreadRow> mailboxThreads = new ArrayList<>();
    private final Map<Key, ThreadRow> known = new HashMap<>();
    private long lastEmail = -1;
    private long lastThread = -1;

    /// A thread hash of an account, comparable.
    private record Key(long account, ByteBuffer hash) {}

    NewRows(Tables tables) {
        this.tables = tables;
    }

    long nextEmail() {
        lastEmail = lastEmail < 0 ? tables.emails().lastId() : lastEmail;
        return ++lastEmail;
    }

    long nextThread() {
        lastThread = lastThread < 0 ? tables.threads().lastId() : lastThread;
        return ++lastThread;
    }

    /// Looks up at once the threads that lines belong to.
    void findThreads(List<Note.Line> lines) {
        var keys = lines.stream()
                .map(line -> new HashKey(line.account().value(), line.threadHash()))
                .toList();
        tables.threads().byHashes(keys).forEach(row -> known.put(key(row.account(), row.hash()), row));
    }

    /// The youngest thread with that hash when [#findThreads] looked.
    Optional<ThreadRow> thread(long account, Octets hash) {
        return Optional.ofNullable(known.get(key(account, hash)));
    }

    private static Key key(long account, Octets hash) {
        return new Key(account, ByteBuffer.wrap(hash.toByteArray()));
    }

    void add(ThreadRow row) {
        threads.add(row);
    }

    void add(EmailRow row, OpeningRow opening) {
        emails.add(row);
        openings.add(opening);
    }

    void add(MembershipRow row) {
        memberships.add(row);
    }

    void put(MailboxThreadRow row) {
        mailboxThreads.add(row);
    }

    /// Writes all, what is referred to first.
    void write() {
        memberships.sort(Comparator.comparingLong(MembershipRow::mailbox)
                .thenComparing(MembershipRow::receivedAt)
                .thenComparingLong(MembershipRow::email));
        tables.threads().insertThreads(threads);
        tables.emails().insertEmails(emails);
        tables.emails().insertOpenings(openings);
        tables.emails().insertMemberships(memberships);
        tables.threads().putAll(mailboxThreads);
        List.of(threads, emails, openings, memberships, mailboxThreads).forEach(List::clear);
    }
}
