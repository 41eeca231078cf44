package org.postern.server.events;

import java.util.Set;
import org.postern.server.accounts.AccountId;

/// Something of an account moved to a new state.
///
/// @param kinds what changed
/// @param state the account's new MODSEQ, also its JMAP state
public record Change(AccountId account, Set<Kind> kinds, long state) {
    /// The JMAP types a client can be told about (RFC 8620 §7.1).
    public enum Kind {
        EMAIL("Email"),
        EMAIL_DELIVERY("EmailDelivery"),
        MAILBOX("Mailbox"),
        THREAD("Thread"),
        EMAIL_SUBMISSION("EmailSubmission");

        private final String typeName;

        Kind(String typeName) {
            this.typeName = typeName;
        }

        /// As JMAP writes it.
        public String typeName() {
            return typeName;
        }
    }
}
