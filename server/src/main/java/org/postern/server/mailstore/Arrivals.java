package org.postern.server.mailstore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postern.server.accounts.AccountId;
import org.postern.server.blobs.ArrivalLog.Entry;
import org.postern.server.blobs.BlobRef;
import org.postern.server.db.EmailRows.EmailRow;
import org.postern.server.db.EmailRows.OpeningRow;
import org.postern.server.db.Tables;
import org.postern.server.events.Change;

/// Writes the rows of messages that are in the log already.
final class Arrivals {
    private final Tables tables;
    private final NewRows rows;
    private final YoungThreads young;
    private final Map<ThreadKey, Long> lone = new HashMap<>();
    private final Map<AccountId, Optional<Ledger>> ledgers = new HashMap<>();
    private final List<Unfiled> unfiled = new ArrayList<>();

    Arrivals(Tables tables, YoungThreads young) {
        this.tables = tables;
        this.young = young;
        this.rows = new NewRows(tables);
    }

    /// Of one call, as the log holds it.
    record Call(Entry entry, Note note) {
        private Stream<Message> messages() {
            return IntStream.range(0, note.lines().size())
                    .mapToObj(
                            i -> new Message(note.lines().get(i), entry.bodies().get(i), note.mustExist()));
        }
    }

    private record Message(Note.Line line, BlobRef body, boolean mustExist) {}

    /// @param appended of each call, in order
    /// @param unfiled what has no row after all
    record Filed(List<List<Appended>> appended, List<Change> changes, List<Unfiled> unfiled, YoungThreads.Step step) {}

    /// Its folder or its account went away between the log and here.
    record Unfiled(AccountId account, long kept, BlobRef body) {}

    private sealed interface Placed {
        record In(EmailRow row, Map<MailboxId, Long> uids) implements Placed {}

        record Nowhere() implements Placed {}
    }

    /// INVARIANT: rows and the number of the last note that they hold are one transaction, and what they hold
    /// is passed over; so no note is filed twice, whatever became known of an earlier commit.
    Filed file(List<Call> calls) {
        long last = tables.mail().lastNote();
        rows.findThreads(
                calls.stream().flatMap(call -> call.note().lines().stream()).toList(), young);
        var placed = placeAll(
                calls.stream().filter(call -> call.entry().number() > last).toList());
        var opened = ledgers.values().stream().flatMap(Optional::stream).toList();
        opened.forEach(Ledger::gatherThreads);
        rows.write();
        var states = new HashMap<Long, Long>();
        var changes = new ArrayList<Change>();
        for (var ledger : opened) {
            states.put(ledger.account(), ledger.closeCounts());
            ledger.change().ifPresent(changes::add);
        }
        tables.mail().putLastNote(Math.max(last, calls.getLast().entry().number()));
        var appended = calls.stream()
                .map(call -> call.note().lines().stream()
                        .flatMap(line -> Optional.ofNullable(placed.get(line)).stream())
                        .map(one -> told(one, states))
                        .toList())
                .toList();
        return new Filed(appended, changes, unfiled, young.follow(tables, lone));
    }

    /// Account by account, so that neighbours in a tree come one after the other; for one account in the order of
    /// the log.
    private Map<Note.Line, Placed> placeAll(List<Call> calls) {
        var placed = new IdentityHashMap<Note.Line, Placed>();
        calls.stream()
                .flatMap(Call::messages)
                .sorted(Comparator.comparingLong(
                        message -> message.line().account().value()))
                .forEachOrdered(message -> placed.put(message.line(), place(message)));
        return placed;
    }

    private Placed place(Message message) {
        var line = message.line();
        var body = message.body();
        var ledger = ledgers.computeIfAbsent(line.account(), account -> Ledger.open(tables, rows, account));
        var mailboxes = ledger.map(open -> folders(open, line.folders(), message.mustExist()))
                .orElse(Set.of());
        if (mailboxes.isEmpty()) {
            unfiled.add(new Unfiled(line.account(), line.kept(body.size()), body));
            return new Placed.Nowhere();
        }
        return insert(ledger.orElseThrow(), line, mailboxes, body);
    }

    /// What was promised a place gets one: if its folder is gone, the inbox.
    private static Set<Long> folders(Ledger ledger, Set<NewEmail.Folder> folders, boolean mustExist) {
        var ids = new LinkedHashSet<Long>();
        for (var folder : folders) {
            var mailbox = switch (folder) {
                case NewEmail.Folder.ById byId -> ledger.mailbox(byId.id().value());
                case NewEmail.Folder.ByRole byRole -> ledger.mailbox(byRole.role());
            };
            if (mailbox.isPresent()) {
                ids.add(mailbox.get().row().id());
            } else if (mustExist) {
                return Set.of();
            }
        }
        if (ids.isEmpty() && !mustExist) {
            ledger.mailbox(Role.INBOX).ifPresent(inbox -> ids.add(inbox.row().id()));
        }
        return ids;
    }

    private Placed insert(Ledger ledger, Note.Line line, Set<Long> mailboxes, BlobRef body) {
        long id = rows.nextEmail();
        long at = ledger.next();
        var thread = ledger.threadOf(line.threadHash(), id, at);
        if (thread.emails() == 0) {
            lone.put(ThreadKey.of(ledger.account(), line.threadHash()), id);
        }
        var row = new EmailRow(
                id,
                ledger.account(),
                thread.row().id(),
                line.receivedAt(),
                line.keywords(),
                body.size(),
                line.kept(body.size()),
                body.place(),
                at,
                at,
                thread.emails() == 0 ? Optional.of(line.threadHash()) : Optional.empty());
        var uids = ledger.arrive(row, new OpeningRow(row.id(), line.key(), line.summary()), mailboxes);
        return new Placed.In(row, uids);
    }

    private static Appended told(Placed placed, Map<Long, Long> states) {
        return switch (placed) {
            case Placed.Nowhere() -> new Appended.NoSuchMailbox();
            case Placed.In(var row, var uids) ->
                new Appended.Kept(
                        new EmailId(row.id()),
                        new ThreadId(row.thread()),
                        uids,
                        row.size(),
                        states.getOrDefault(row.account(), 0L));
        };
    }
}
