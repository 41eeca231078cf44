package org.postern.server.mailstore;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.postern.wire.Octets;

/// Changes to mailboxes, in the order of RFC 8620 §5.3 (create, update, destroy), applied together.
public record MailboxEdits(
        OptionalLong ifInState, Map<String, Create> creates, List<Update> updates, List<Destroy> destroys) {
    /// @param parent an id, or a creation id of this same call
    public record Create(Optional<Parent> parent, Octets sealedName, int sortOrder, boolean subscribed) {}

    public sealed interface Parent {
        record Known(MailboxId id) implements Parent {}

        record CreatedAs(String creationId) implements Parent {}
    }

    /// Empty optionals keep what is there; `parent` holds an empty optional to move to the top.
    public record Update(
            MailboxId id,
            Optional<Optional<Parent>> parent,
            Optional<Octets> sealedName,
            Optional<Integer> sortOrder,
            Optional<Boolean> subscribed) {}

    public record Destroy(MailboxId id, boolean removeEmails) {}

    public sealed interface Outcome {
        record Created(MailboxId id) implements Outcome {}

        record Done() implements Outcome {}

        record NotFound() implements Outcome {}

        /// RFC 8621 §2.5
        record HasChild() implements Outcome {}

        /// RFC 8621 §2.5
        record HasEmail() implements Outcome {}

        /// The parent is missing, or the mailbox would be its own ancestor, or ten levels are passed.
        record BadParent() implements Outcome {}

        /// Mailboxes with a role are neither renamed nor moved nor destroyed.
        record HasRole() implements Outcome {}

        /// Two hundred and fifty-six mailboxes an account.
        record TooMany() implements Outcome {}
    }

    public sealed interface Result {
        record Applied(
                long oldState,
                long newState,
                Map<String, Outcome> created,
                Map<MailboxId, Outcome> updated,
                Map<MailboxId, Outcome> destroyed)
                implements Result {}

        record StateMismatch(long state) implements Result {}
    }
}
