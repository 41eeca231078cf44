package org.postern.server.mailstore;

import java.util.Map;

/// What became of a message that was to be kept.
public sealed interface Appended {
    /// Durable. The state is the account's after it.
    record Kept(EmailId id, ThreadId thread, Map<MailboxId, Long> uids, long size, long state) implements Appended {}

    /// The account's quota does not hold it.
    record Full() implements Appended {}

    /// A mailbox named by id is not (or no longer) there, or the account is not.
    record NoSuchMailbox() implements Appended {}
}
