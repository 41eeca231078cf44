package org.postern.server.mailstore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.postern.server.blobs.BlobRef;
import org.postern.server.db.ChangeRows;
import org.postern.server.db.EmailRows.EmailRow;
import org.postern.server.db.MailRows.AccountRow;
import org.postern.server.db.MailboxRows.MailboxRow;
import org.postern.server.db.SearchRows.Newest;
import org.postern.server.db.Tables;

/// One account under one snapshot of the database.
final class RowSnapshot implements Snapshot {
    private final Tables tables;
    private final long account;
    private final long state;

    RowSnapshot(Tables tables, long account) {
        this.tables = tables;
        this.account = account;
        this.state = tables.mail().account(account).map(AccountRow::modseq).orElse(0L);
    }

    @Override
    public long state() {
        return state;
    }

    @Override
    public List<Mailbox> mailboxes() {
        return tables.mailboxes().all(account).stream()
                .map(RowSnapshot::mailbox)
                .toList();
    }

    private static Mailbox mailbox(MailboxRow row) {
        var counts = row.counts();
        return new Mailbox(
                new MailboxId(row.id()),
                row.parent().isPresent()
                        ? Optional.of(new MailboxId(row.parent().getAsLong()))
                        : Optional.empty(),
                row.role().map(Role::ofWord),
                row.sealedName(),
                row.sortOrder(),
                row.subscribed(),
                new Mailbox.Counts(
                        counts.totalEmails(), counts.unreadEmails(), counts.totalThreads(), counts.unreadThreads()),
                row.uidValidity(),
                row.uidNext(),
                row.modseq(),
                row.created());
    }

    @Override
    public List<Email> emails(Collection<EmailId> ids) {
        var numbers = ids.stream().map(EmailId::value).toList();
        var rows = tables.emails().byIds(account, numbers).stream().collect(Collectors.toMap(EmailRow::id, row -> row));
        var uids = new HashMap<Long, Map<MailboxId, Long>>();
        for (var uid : tables.emails().uids(rows.keySet())) {
            uids.computeIfAbsent(uid.email(), id -> new HashMap<>()).put(new MailboxId(uid.mailbox()), uid.uid());
        }
        return numbers.stream()
                .flatMap(id -> Optional.ofNullable(rows.get(id)).stream())
                .map(row -> email(row, uids.getOrDefault(row.id(), Map.of())))
                .toList();
    }

    private static Email email(EmailRow row, Map<MailboxId, Long> uids) {
        return new Email(
                new EmailId(row.id()),
                new ThreadId(row.thread()),
                uids,
                Keyword.read(row.keywords()),
                row.receivedAt(),
                row.size(),
                new BlobRef(row.place(), row.size()),
                row.modseq(),
                row.created());
    }

    @Override
    public Map<EmailId, Opening> openings(Collection<EmailId> ids) {
        var numbers = ids.stream().map(EmailId::value).toList();
        return tables.emails().openings(account, numbers).stream()
                .collect(Collectors.toMap(
                        row -> new EmailId(row.email()), row -> new Opening(row.key(), row.summary())));
    }

    @Override
    public Map<ThreadId, List<EmailId>> threads(Collection<ThreadId> ids) {
        var threads = new LinkedHashMap<ThreadId, List<EmailId>>();
        var numbers = ids.stream().map(ThreadId::value).toList();
        for (var member : tables.threads().members(account, numbers)) {
            threads.computeIfAbsent(new ThreadId(member.thread()), id -> new ArrayList<>())
                    .add(new EmailId(member.email()));
        }
        return threads;
    }

    @Override
    public EmailQuery.Found query(EmailQuery query, EmailQuery.Window window, boolean withTotal) {
        return new EmailList(tables, account, state, query).page(window, withTotal);
    }

    @Override
    public EmailQuery.Moved queryChanges(EmailQuery query, long since, OptionalLong maxChanges) {
        if (isUnknown(since)) {
            return new EmailQuery.Moved.CannotTell();
        }
        var list = new EmailList(tables, account, state, query);
        if (since == state) {
            return new EmailQuery.Moved.Delta(List.of(), List.of(), list.total(), state);
        }
        Optional<Newest> newest = list.newest();
        return newest.isEmpty()
                ? new EmailQuery.Moved.CannotTell()
                : new MovedEmails(tables, account, newest.get())
                        .since(since, maxChanges)
                        .<EmailQuery.Moved>map(moved ->
                                new EmailQuery.Moved.Delta(moved.removed(), moved.added(), list.total(), state))
                        .orElseGet(EmailQuery.Moved.CannotTell::new);
    }

    @Override
    public Changes<EmailId> emailChanges(long since, int max) {
        return changes(ChangeRows.Kind.EMAIL, since, max, EmailId::new);
    }

    @Override
    public Changes<MailboxId> mailboxChanges(long since, int max) {
        return changes(ChangeRows.Kind.MAILBOX, since, max, MailboxId::new);
    }

    @Override
    public Changes<ThreadId> threadChanges(long since, int max) {
        return changes(ChangeRows.Kind.THREAD, since, max, ThreadId::new);
    }

    private boolean isUnknown(long since) {
        return since > state || since < 0 || since < tables.mail().knownFrom(account);
    }

    private <I> Changes<I> changes(ChangeRows.Kind kind, long since, int max, LongFunction<I> id) {
        if (isUnknown(since)) {
            return new Changes.CannotTell<>();
        }
        int most = Math.max(1, max);
        var rows = tables.changes().since(kind, account, since, Math.addExact(Math.min(most, 1_000_000), 1));
        boolean hasMore = rows.size() > most;
        var told = hasMore ? rows.subList(0, most) : rows;
        var created = new ArrayList<I>();
        var updated = new ArrayList<I>();
        var destroyed = new ArrayList<I>();
        for (var row : told) {
            (row.destroyed() ? destroyed : row.created() ? created : updated).add(id.apply(row.id()));
        }
        return new Changes.Since<>(
                created, updated, destroyed, hasMore ? told.getLast().at() : state, hasMore);
    }
}
