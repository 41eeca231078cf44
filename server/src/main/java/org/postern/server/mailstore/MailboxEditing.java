package org.postern.server.mailstore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.server.blobs.BlobRef;
import org.postern.server.db.ChangeRows;
import org.postern.server.db.EmailRows.MembershipRow;
import org.postern.server.db.MailboxRows.CountsRow;
import org.postern.server.db.MailboxRows.MailboxRow;
import org.postern.server.events.Change.Kind;
import org.postern.server.mailstore.MailboxEdits.Outcome;
import org.postern.server.mailstore.MailboxEdits.Parent;

/// Changes mailboxes of one account.
final class MailboxEditing {
    static final int MOST_MAILBOXES = 256;
    static final int DEEPEST = 10;

    private static final int AT_ONCE = 300;

    private final Ledger ledger;
    private final List<BlobRef> freed = new ArrayList<>();
    private final Map<String, Long> createdAs = new HashMap<>();

    MailboxEditing(Ledger ledger) {
        this.ledger = ledger;
    }

    /// Bodies that nothing names any more once the transaction is committed.
    List<BlobRef> freed() {
        return freed;
    }

    MailboxEdits.Result apply(MailboxEdits edits) {
        if (edits.ifInState().isPresent() && edits.ifInState().getAsLong() != ledger.openedState()) {
            return new MailboxEdits.Result.StateMismatch(ledger.openedState());
        }
        var created = createAll(edits.creates());
        var updated = new LinkedHashMap<MailboxId, Outcome>();
        for (var update : edits.updates()) {
            updated.put(update.id(), update(update));
        }
        var destroyed = new LinkedHashMap<MailboxId, Outcome>();
        for (var destroy : edits.destroys()) {
            destroyed.put(destroy.id(), destroy(destroy));
        }
        return new MailboxEdits.Result.Applied(ledger.openedState(), ledger.close(), created, updated, destroyed);
    }

    /// A parent may be made in the same call and stand later in it: so what waits for a parent is tried
    /// again as long as anything was made.
    private Map<String, Outcome> createAll(Map<String, MailboxEdits.Create> creates) {
        var outcomes = new LinkedHashMap<String, Outcome>();
        var waiting = new LinkedHashMap<>(creates);
        boolean progress = true;
        while (progress) {
            progress = false;
            for (var entry : Map.copyOf(waiting).entrySet()) {
                if (!waitsForParent(entry.getValue().parent(), waiting.keySet())) {
                    outcomes.put(entry.getKey(), create(entry.getKey(), entry.getValue()));
                    waiting.remove(entry.getKey());
                    progress = true;
                }
            }
        }
        waiting.keySet().forEach(circle -> outcomes.put(circle, new Outcome.BadParent()));
        return outcomes;
    }

    private static boolean waitsForParent(Optional<Parent> parent, Set<String> waiting) {
        return parent.isPresent() && parent.get() instanceof Parent.CreatedAs as && waiting.contains(as.creationId());
    }

    private Outcome create(String creationId, MailboxEdits.Create create) {
        if (ledger.tables().mailboxes().count(ledger.account()) >= MOST_MAILBOXES) {
            return new Outcome.TooMany();
        }
        var parent = create.parent().map(this::idOf).orElse(OptionalLong.empty());
        if (create.parent().isPresent() && (parent.isEmpty() || depth(parent) >= DEEPEST)) {
            return new Outcome.BadParent();
        }
        long at = ledger.next();
        long id = ledger.tables()
                .mailboxes()
                .insert(new MailboxRow(
                        0,
                        ledger.account(),
                        parent,
                        Optional.empty(),
                        create.sealedName(),
                        create.sortOrder(),
                        create.subscribed(),
                        0,
                        1,
                        new CountsRow(0, 0, 0, 0),
                        at,
                        at));
        ledger.changed(Kind.MAILBOX);
        createdAs.put(creationId, id);
        return new Outcome.Created(new MailboxId(id));
    }

    private OptionalLong idOf(Parent parent) {
        var id = switch (parent) {
            case Parent.Known known -> Optional.of(known.id().value());
            case Parent.CreatedAs as -> Optional.ofNullable(createdAs.get(as.creationId()));
        };
        return id.flatMap(ledger::mailbox)
                .map(tally -> OptionalLong.of(tally.row().id()))
                .orElse(OptionalLong.empty());
    }

    /// How many mailboxes stand from this one to the top; a circle is deeper than anything.
    private int depth(OptionalLong from) {
        int depth = 0;
        for (var at = from; at.isPresent() && depth <= DEEPEST; depth++) {
            at = ledger.mailbox(at.getAsLong()).orElseThrow().row().parent();
        }
        return depth;
    }

    private Outcome update(MailboxEdits.Update update) {
        var found = ledger.mailbox(update.id().value());
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        var row = found.get().row();
        if (row.role().isPresent()
                && (update.parent().isPresent() || update.sealedName().isPresent())) {
            return new Outcome.HasRole();
        }
        var parent = row.parent();
        if (update.parent().isPresent()) {
            var wanted = update.parent().get();
            parent = wanted.map(this::idOf).orElse(OptionalLong.empty());
            if (wanted.isPresent() && (parent.isEmpty() || !mayHang(row.id(), parent))) {
                return new Outcome.BadParent();
            }
        }
        found.get()
                .edit(
                        parent,
                        update.sealedName().orElse(row.sealedName()),
                        update.sortOrder().orElse(row.sortOrder()),
                        update.subscribed().orElse(row.subscribed()));
        return new Outcome.Done();
    }

    /// Neither under itself nor too deep, with everything that hangs under it.
    private boolean mayHang(long id, OptionalLong parent) {
        for (var at = parent; at.isPresent(); ) {
            if (at.getAsLong() == id) {
                return false;
            }
            at = ledger.mailbox(at.getAsLong()).orElseThrow().row().parent();
        }
        return depth(parent) + height(id) <= DEEPEST;
    }

    private int height(long id) {
        int highest = 0;
        for (var row : ledger.tables().mailboxes().all(ledger.account())) {
            var now = ledger.mailbox(row.id()).orElseThrow().row();
            if (now.parent().isPresent() && now.parent().getAsLong() == id) {
                highest = Math.max(highest, height(now.id()));
            }
        }
        return highest + 1;
    }

    private Outcome destroy(MailboxEdits.Destroy destroy) {
        long id = destroy.id().value();
        var found = ledger.mailbox(id);
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        if (found.get().row().role().isPresent()) {
            return new Outcome.HasRole();
        }
        ledger.settleMailboxes(); // parents that this call changed count
        if (ledger.tables().mailboxes().hasChild(id)) {
            return new Outcome.HasChild();
        }
        if (found.get().hasEmails() && !destroy.removeEmails()) {
            return new Outcome.HasEmail();
        }
        empty(id);
        ledger.settleThreads();
        ledger.forgetMailbox(id);
        ledger.tables().mailboxes().delete(id);
        ledger.tables()
                .changes()
                .destroyed(
                        ChangeRows.Kind.MAILBOX,
                        ledger.account(),
                        id,
                        found.get().row().created(),
                        ledger.next());
        ledger.changed(Kind.MAILBOX);
        return new Outcome.Done();
    }

    /// Takes some messages out of a mailbox that is to be destroyed and has more than that.
    ///
    /// @return false when there is nothing to do so, or the mailbox will not be destroyed
    boolean emptySome(long mailbox, OptionalLong ifInState) {
        var found = ledger.mailbox(mailbox);
        if (found.isEmpty()
                || found.get().row().role().isPresent()
                || found.get().row().counts().totalEmails() <= AT_ONCE
                || (ifInState.isPresent() && ifInState.getAsLong() != ledger.openedState())
                || ledger.tables().mailboxes().hasChild(mailbox)) {
            return false;
        }
        ledger.tables().emails().someIn(mailbox, AT_ONCE).forEach(id -> takeOut(id, mailbox));
        return true;
    }

    /// RFC 8621 §2.5: what is in no other mailbox is destroyed.
    private void empty(long mailbox) {
        var emails = ledger.tables().emails();
        for (var some = emails.someIn(mailbox, AT_ONCE); !some.isEmpty(); some = emails.someIn(mailbox, AT_ONCE)) {
            for (long id : some) {
                takeOut(id, mailbox);
            }
        }
    }

    private void takeOut(long id, long mailbox) {
        var emails = ledger.tables().emails();
        var email = emails.byId(ledger.account(), id).orElseThrow();
        var memberships = emails.memberships(id);
        var left =
                new HashSet<>(memberships.stream().map(MembershipRow::mailbox).collect(Collectors.toSet()));
        left.remove(mailbox);
        if (left.isEmpty()) {
            ledger.destroy(email);
            freed.add(new BlobRef(email.place(), email.size()));
            return;
        }
        long at = ledger.next();
        ledger.move(email, memberships, left, email.keywords(), at);
        emails.update(id, email.keywords(), email.kept(), at);
    }
}
