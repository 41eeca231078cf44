package org.postern.lab.sim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.postern.lab.sim.Household.Resident;
import org.postern.server.mailstore.Changes;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.Mailbox;
import org.postern.server.mailstore.MailboxId;

/// What a user knows of the mailbox, held against what the server says: nothing that was there may be gone,
/// nothing that was destroyed may come back, no number may go backwards.
final class Memory {
    private final Resident self;
    private final Journal journal;
    private final TreeSet<Long> known = new TreeSet<>();
    private final Set<Long> doubtful = new HashSet<>();
    private final Set<Long> destroyed = new HashSet<>();
    private final Map<Long, Mailbox> mailboxes = new HashMap<>();
    private final Set<String> destroyedTokens = new HashSet<>();
    private final List<String> reports = new ArrayList<>();
    private long state;

    Memory(Resident self, Journal journal) {
        this.self = self;
        this.journal = journal;
    }

    Resident self() {
        return self;
    }

    long state() {
        return state;
    }

    List<EmailId> known() {
        return known.stream().map(EmailId::new).toList();
    }

    List<MailboxId> mailboxes() {
        return mailboxes.keySet().stream().sorted().map(MailboxId::new).toList();
    }

    /// Those that the user made.
    List<MailboxId> extraFolders() {
        return mailboxes.values().stream()
                .filter(mailbox -> mailbox.role().isEmpty())
                .map(Mailbox::id)
                .sorted(Comparator.comparingLong(MailboxId::value))
                .toList();
    }

    /// About to be destroyed; what came of it is not known yet.
    void doubt(Collection<EmailId> ids) {
        ids.forEach(id -> {
            known.remove(id.value());
            doubtful.add(id.value());
        });
    }

    void destroyed(EmailId id) {
        doubtful.remove(id.value());
        destroyed.add(id.value());
    }

    /// Reads a message before it is destroyed.
    void remember(String text) {
        if (isReport(text)) {
            reports.add(text);
        } else {
            Mails.token(text).ifPresent(destroyedTokens::add);
        }
    }

    static boolean isReport(String text) {
        return text.startsWith("Return-Path: <>");
    }

    Set<String> destroyedTokens() {
        return destroyedTokens;
    }

    List<String> reports() {
        return reports;
    }

    void compare(View view) {
        if (view.state() < state) {
            wrong("the state went back from " + state + " to " + view.state());
        }
        changes(view);
        for (long id : known) {
            if (!view.emails().contains(id)) {
                wrong("message " + id + " is gone");
            }
        }
        for (long id : destroyed) {
            if (view.emails().contains(id)) {
                wrong("message " + id + " came back");
            }
        }
        for (long id : doubtful) {
            (view.emails().contains(id) ? known : destroyed).add(id);
        }
        doubtful.clear();
        mailboxes(view);
        known.clear();
        known.addAll(view.emails());
        state = view.state();
        journal.note(self.address().local() + " sees " + known.size() + " at " + state);
    }

    /// What was known, with the changes since, must be what is there.
    private void changes(View view) {
        if (!(view.changes() instanceof Changes.Since<EmailId> since)) {
            wrong("the server cannot tell what changed since " + state);
            return;
        }
        var told = new TreeSet<>(known);
        told.addAll(doubtful);
        since.created().forEach(id -> told.add(id.value()));
        since.destroyed().forEach(id -> told.remove(id.value()));
        if (!told.equals(view.emails())) {
            wrong("the changes since " + state + " do not lead to what is there");
        }
    }

    private void mailboxes(View view) {
        var before = Map.copyOf(mailboxes);
        mailboxes.clear();
        for (var mailbox : view.mailboxes()) {
            var old = before.get(mailbox.id().value());
            if (old != null && (old.uidValidity() != mailbox.uidValidity() || old.uidNext() > mailbox.uidNext())) {
                wrong("the UIDs of a folder went back");
            }
            mailboxes.put(mailbox.id().value(), mailbox);
        }
    }

    private void wrong(String what) {
        journal.violation(self.address() + ": " + what);
    }
}
