package org.postern.server.mailstore;

import java.util.Optional;
import org.postern.wire.Octets;

/// A folder and its counts at one moment.
///
/// @param sealedName a box that only the client opens; empty for mailboxes with a role
/// @param uidValidity RFC 9051 §2.3.1.1; never changes while the mailbox lives
/// @param uidNext the UID that the next message here gets
/// @param modseq state of the last change of the mailbox itself or its counts
/// @param created state at which it was made
public record Mailbox(
        MailboxId id,
        Optional<MailboxId> parent,
        Optional<Role> role,
        Octets sealedName,
        int sortOrder,
        boolean subscribed,
        Counts counts,
        long uidValidity,
        long uidNext,
        long modseq,
        long created) {
    /// RFC 8621 §2: `totalEmails` and so on. Unread means neither `$seen` nor `$draft`.
    public record Counts(long totalEmails, long unreadEmails, long totalThreads, long unreadThreads) {}
}
