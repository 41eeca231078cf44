package org.postern.server.mailstore;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Which messages; only what the server may know (RFC 8621 §4.4.1).
public sealed interface EmailFilter {
    record All() implements EmailFilter {}

    record And(List<EmailFilter> of) implements EmailFilter {}

    record Or(List<EmailFilter> of) implements EmailFilter {}

    /// None of them.
    record Not(List<EmailFilter> of) implements EmailFilter {}

    record InMailbox(MailboxId id) implements EmailFilter {}

    record InMailboxOtherThan(Set<MailboxId> ids) implements EmailFilter {}

    record Before(Instant moment) implements EmailFilter {}

    record NotBefore(Instant moment) implements EmailFilter {}

    record MinSize(long sizeBytes) implements EmailFilter {}

    record BelowSize(long sizeBytes) implements EmailFilter {}

    record HasKeyword(String keyword) implements EmailFilter {}

    record LacksKeyword(String keyword) implements EmailFilter {}

    record ThreadKeyword(Quantity quantity, String keyword) implements EmailFilter {}

    enum Quantity {
        ALL,
        SOME,
        NONE
    }
}
