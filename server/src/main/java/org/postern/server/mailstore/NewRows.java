package org.postern.server.mailstore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.server.db.EmailRows.EmailRow;
import org.postern.server.db.EmailRows.MembershipRow;
import org.postern.server.db.EmailRows.OpeningRow;
import org.postern.server.db.Tables;
import org.postern.server.db.ThreadRows.HashKey;
import org.postern.server.db.ThreadRows.KnownRow;
import org.postern.server.db.ThreadRows.MailboxThreadRow;
import org.postern.server.db.ThreadRows.ThreadRow;

/// Rows of a transaction that are written together: few statements, and neighbours in a table one after the
/// other, so that a page is found once for all of its rows.
final class NewRows {
    private final Tables tables;
    private final List<ThreadRow> threads = new ArrayList<>();
    private final List<EmailRow> emails = new ArrayList<>();
    private final List<OpeningRow> openings = new ArrayList<>();
    private final List<MembershipRow> memberships = new ArrayList<>();
    private final List<MailboxThreadRow> mailboxThreads = new ArrayList<>();
    private final Map<ThreadKey, KnownRow> known = new HashMap<>();
    private final Set<Long> joined = new HashSet<>();
    private final Map<HeadKey, Instant> heads = new HashMap<>();
    private long lastEmail = -1;

    private record HeadKey(long mailbox, long email) {}

    NewRows(Tables tables) {
        this.tables = tables;
    }

    long nextEmail() {
        lastEmail = lastEmail < 0 ? tables.emails().lastId() : lastEmail;
        return ++lastEmail;
    }

    /// Looks up at once the threads that lines belong to.
    void findThreads(List<Note.Line> lines, YoungThreads young) {
        var hashes = lines.stream()
                .map(line -> new HashKey(line.account().value(), line.threadHash()))
                .toList();
        tables.threads().byHashes(hashes).forEach(this::know);
        var keys = hashes.stream()
                .map(hash -> ThreadKey.of(hash.account(), hash.hash()))
                .toList();
        tables.threads().lone(young.emails(keys)).forEach(this::know);
    }

    private void know(KnownRow row) {
        known.merge(
                ThreadKey.of(row.account(), row.hash()),
                row,
                (one, other) -> one.thread() > other.thread() ? one : other);
    }

    /// The youngest thread with that hash when [#findThreads] looked.
    Optional<KnownRow> thread(ThreadKey key) {
        return Optional.ofNullable(known.get(key));
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

    /// A message that was added is not alone in its thread any more.
    void join(long email) {
        joined.add(email);
    }

    /// A message became the newest of its thread in a mailbox; its membership is added here or stored.
    void head(long mailbox, Instant receivedAt, long email) {
        heads.put(new HeadKey(mailbox, email), receivedAt);
    }

    void put(MailboxThreadRow row) {
        mailboxThreads.add(row);
    }

    /// Writes all, what is referred to first.
    void write() {
        memberships.sort(Comparator.comparingLong(MembershipRow::mailbox)
                .thenComparing(MembershipRow::receivedAt)
                .thenComparingLong(MembershipRow::email));
        memberships.replaceAll(
                row -> heads.remove(new HeadKey(row.mailbox(), row.email())) == null ? row : row.asHead());
        emails.replaceAll(row -> joined.contains(row.id()) ? row.joined() : row);
        tables.threads().insertThreads(threads);
        tables.emails().insertEmails(emails);
        tables.emails().insertOpenings(openings);
        tables.emails().insertMemberships(memberships);
        tables.threads().putAll(mailboxThreads);
        heads.forEach((key, at) -> tables.emails().markHead(key.mailbox(), at, key.email(), true));
        List.of(threads, emails, openings, memberships, mailboxThreads).forEach(List::clear);
        joined.clear();
        heads.clear();
    }
}
