package org.postern.server.mailstore;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.postern.wire.Octets;

/// Changes to messages, applied together: one new state for all of them.
///
/// @param ifInState apply nothing unless the account's state is this
public record EmailEdits(OptionalLong ifInState, List<Update> updates, List<EmailId> destroys) {
    /// @param summary a new summary packet in place of the old one
    public record Update(EmailId id, Edit<MailboxId> mailboxes, Edit<String> keywords, Optional<Octets> summary) {}

    /// What became of one message.
    public enum Outcome {
        DONE,
        NOT_FOUND,
        NO_SUCH_MAILBOX,
        /// It would be in no mailbox at all (RFC 8621 §4.1.1).
        NO_MAILBOX_LEFT,
        TOO_MANY_KEYWORDS
    }

    /// What became of all.
    public sealed interface Result {
        record Applied(long oldState, long newState, Map<EmailId, Outcome> outcomes) implements Result {}

        record StateMismatch(long state) implements Result {}
    }
}
