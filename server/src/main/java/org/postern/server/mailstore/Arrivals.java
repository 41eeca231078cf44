package org.postern.server.mailstore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.server.accounts.AccountId;
import org.postern.server.blobs.BlobRef;
import org.postern.server.db.EmailRows.EmailRow;
import org.postern.server.db.EmailRows.MembershipRow;
import org.postern.server.db.EmailRows.OpeningRow;
import org.postern.server.db.Tables;
import org.postern.server.events.Change;
import org.postern.server.events.Change.Kind;
import org.postern.server.mailstore.Mailstore.Delivery;

/// Writes the rows of messages whose bodies are durable already.
final class Arrivals {
    private final Tables tables;
    private final Map<AccountId, Optional<Ledger>> ledgers = new HashMap<>();

    Arrivals(Tables tables) {
        this.tables = tables;
    }

    /// @param appended in the order of the deliveries
    record Kept(List<Appended> appended, List<Change> changes) {}

    private sealed interface Placed {
        record In(EmailRow row) implements Placed {}

        record Not(Appended why) implements Placed {}
    }

    Kept keep(List<Delivery> deliveries, List<BlobRef> bodies) {
        var placed = new ArrayList<Placed>();
        for (int i = 0; i < deliveries.size(); i++) {
            placed.add(place(deliveries.get(i), bodies.get(i)));
        }
        var states = new HashMap<Long, Long>();
        var changes = new ArrayList<Change>();
        for (var ledger : ledgers.values().stream().flatMap(Optional::stream).toList()) {
            states.put(ledger.account(), ledger.close());
            ledger.change().ifPresent(changes::add);
        }
        return new Kept(placed.stream().map(one -> told(one, states)).toList(), changes);
    }

    private Placed place(Delivery delivery, BlobRef body) {
        var ledger = ledgers.computeIfAbsent(delivery.account(), account -> Ledger.open(tables, account));
        var mailboxes = ledger.flatMap(open -> folders(open, delivery.email().folders()));
        if (mailboxes.isEmpty()) {
            return new Placed.Not(new Appended.NoSuchMailbox());
        }
        var sealed = delivery.email().sealed();
        long kept =
                sealed.key().size() + sealed.summary().size() + sealed.body().size();
        if (!ledger.orElseThrow().holds(kept)) {
            return new Placed.Not(new Appended.Full());
        }
        return insert(ledger.orElseThrow(), delivery.email(), mailboxes.get(), body, kept);
    }

    private Placed insert(Ledger ledger, NewEmail email, Set<Long> mailboxes, BlobRef body, long kept) {
        var thread = ledger.threadOf(email.threadHash());
        long at = ledger.next();
        var keywords = Keyword.written(email.keywords());
        var row = new EmailRow(
                0,
                ledger.account(),
                thread.row().id(),
                email.receivedAt(),
                keywords,
                body.size(),
                kept,
                body.place(),
                at,
                at);
        long id = tables.emails().insert(row);
        var stored = new EmailRow(
                id, row.account(), row.thread(), row.receivedAt(), keywords, row.size(), kept, row.place(), at, at);
        tables.emails()
                .insert(new OpeningRow(id, email.sealed().key(), email.sealed().summary()));
        thread.regroup(1);
        ledger.move(stored, List.of(), mailboxes, keywords, at);
        ledger.use(kept);
        ledger.changed(Kind.EMAIL_DELIVERY);
        return new Placed.In(stored);
    }

    private static Optional<Set<Long>> folders(Ledger ledger, Set<NewEmail.Folder> folders) {
        var ids = new LinkedHashSet<Long>();
        for (var folder : folders) {
            var id = switch (folder) {
                case NewEmail.Folder.ById byId -> Optional.of(byId.id().value());
                case NewEmail.Folder.ByRole byRole -> ledger.idOf(byRole.role());
            };
            if (id.flatMap(ledger::mailbox).isEmpty()) {
                return Optional.empty();
            }
            ids.add(id.get());
        }
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids);
    }

    private Appended told(Placed placed, Map<Long, Long> states) {
        return switch (placed) {
            case Placed.Not not -> not.why();
            case Placed.In in -> {
                var row = in.row();
                var uids = tables.emails().memberships(row.id()).stream()
                        .collect(Collectors.toMap(m -> new MailboxId(m.mailbox()), MembershipRow::uid));
                yield new Appended.Kept(
                        new EmailId(row.id()),
                        new ThreadId(row.thread()),
                        uids,
                        row.size(),
                        states.getOrDefault(row.account(), 0L));
            }
        };
    }
}
