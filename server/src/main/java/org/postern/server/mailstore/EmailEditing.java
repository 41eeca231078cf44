package org.postern.server.mailstore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.server.blobs.BlobRef;
import org.postern.server.db.EmailRows.EmailRow;
import org.postern.server.db.EmailRows.MembershipRow;
import org.postern.server.mailstore.EmailEdits.Outcome;

/// Changes messages of one account.
final class EmailEditing {
    private final Ledger ledger;
    private final List<BlobRef> freed = new ArrayList<>();

    EmailEditing(Ledger ledger) {
        this.ledger = ledger;
    }

    /// Bodies that nothing names any more once the transaction is committed.
    List<BlobRef> freed() {
        return freed;
    }

    EmailEdits.Result apply(EmailEdits edits) {
        if (edits.ifInState().isPresent() && edits.ifInState().getAsLong() != ledger.openedState()) {
            return new EmailEdits.Result.StateMismatch(ledger.openedState());
        }
        var outcomes = new LinkedHashMap<EmailId, Outcome>();
        for (var update : edits.updates()) {
            outcomes.put(update.id(), update(update));
        }
        for (var id : edits.destroys()) {
            outcomes.put(id, destroy(id));
        }
        return new EmailEdits.Result.Applied(ledger.openedState(), ledger.close(), outcomes);
    }

    private Outcome update(EmailEdits.Update update) {
        var found = ledger.tables().emails().byId(ledger.account(), update.id().value());
        if (found.isEmpty()) {
            return Outcome.NOT_FOUND;
        }
        var email = found.get();
        var memberships = ledger.tables().emails().memberships(email.id());
        var was = memberships.stream().map(m -> new MailboxId(m.mailbox())).collect(Collectors.toSet());
        var mailboxes = edited(was, update.mailboxes());
        if (mailboxes.isEmpty()) {
            return Outcome.NO_MAILBOX_LEFT;
        }
        if (mailboxes.stream().anyMatch(id -> ledger.mailbox(id.value()).isEmpty())) {
            return Outcome.NO_SUCH_MAILBOX;
        }
        var keywords = edited(Keyword.read(email.keywords()), update.keywords());
        if (keywords.size() > Keyword.MOST) {
            return Outcome.TOO_MANY_KEYWORDS;
        }
        Keyword.require(keywords);
        write(update, email, memberships, mailboxes, Keyword.written(keywords));
        return Outcome.DONE;
    }

    /// What is as it was gets no new number, so that nobody is told of it.
    private void write(
            EmailEdits.Update update,
            EmailRow email,
            List<MembershipRow> memberships,
            Set<MailboxId> mailboxes,
            String keywords) {
        var after = mailboxes.stream().map(MailboxId::value).collect(Collectors.toSet());
        var before = memberships.stream().map(MembershipRow::mailbox).collect(Collectors.toSet());
        if (after.equals(before)
                && keywords.equals(email.keywords())
                && update.summary().isEmpty()) {
            return;
        }
        long at = ledger.next();
        ledger.move(email, memberships, after, keywords, at);
        long kept = email.kept() + replaceSummary(update);
        ledger.use(kept - email.kept());
        ledger.tables().emails().update(email.id(), keywords, kept, at);
    }

    /// @return how much longer the summary is than the one before
    private long replaceSummary(EmailEdits.Update update) {
        if (update.summary().isEmpty()) {
            return 0;
        }
        var summary = update.summary().get();
        long id = update.id().value();
        long old = ledger.tables().emails().summarySize(id);
        ledger.tables().emails().replaceSummary(id, summary);
        return summary.size() - old;
    }

    private static <T> Set<T> edited(Set<T> was, Edit<T> edit) {
        return switch (edit) {
            case Edit.Keep<T> _ -> was;
            case Edit.Replace<T> replace -> replace.with();
            case Edit.Patch<T> patch -> {
                var patched = new HashSet<>(was);
                patched.addAll(patch.add());
                patched.removeAll(patch.remove());
                yield patched;
            }
        };
    }

    private Outcome destroy(EmailId id) {
        var found = ledger.tables().emails().byId(ledger.account(), id.value());
        if (found.isEmpty()) {
            return Outcome.NOT_FOUND;
        }
        ledger.destroy(found.get());
        freed.add(new BlobRef(found.get().place(), found.get().size()));
        return Outcome.DONE;
    }
}
