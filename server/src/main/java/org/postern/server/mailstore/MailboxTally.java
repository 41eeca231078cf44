package org.postern.server.mailstore;

import java.util.OptionalLong;
import org.postern.server.db.MailboxRows.CountsRow;
import org.postern.server.db.MailboxRows.MailboxRow;
import org.postern.wire.Octets;

/// A mailbox while a transaction changes it.
final class MailboxTally {
    private MailboxRow row;
    private long uidNext;
    private long totalEmails;
    private long unreadEmails;
    private long totalThreads;
    private long unreadThreads;

    MailboxTally(MailboxRow row) {
        this.row = row;
        uidNext = row.uidNext();
        totalEmails = row.counts().totalEmails();
        unreadEmails = row.counts().unreadEmails();
        totalThreads = row.counts().totalThreads();
        unreadThreads = row.counts().unreadThreads();
    }

    MailboxRow row() {
        return row;
    }

    /// The UID that the next message gets.
    long uidNext() {
        return uidNext;
    }

    /// UIDs grow and are never given twice (RFC 9051 §2.3.1.1).
    long takeUid() {
        return uidNext++;
    }

    void emails(int total, int unread) {
        totalEmails += total;
        unreadEmails += unread;
    }

    void threads(int total, int unread) {
        totalThreads += total;
        unreadThreads += unread;
    }

    boolean hasEmails() {
        return totalEmails > 0;
    }

    void edit(OptionalLong parent, Octets sealedName, int sortOrder, boolean subscribed) {
        row = new MailboxRow(
                row.id(),
                row.account(),
                parent,
                row.role(),
                sealedName,
                sortOrder,
                subscribed,
                row.uidValidity(),
                row.uidNext(),
                row.counts(),
                -1, // differs from what is stored, so it is written
                row.created());
    }

    boolean changed() {
        return row.modseq() < 0 || uidNext != row.uidNext() || !counts().equals(row.counts());
    }

    private CountsRow counts() {
        return new CountsRow(totalEmails, unreadEmails, totalThreads, unreadThreads);
    }

    /// INVARIANT: no count is ever below zero, and none of its parts above its whole.
    MailboxRow settled(long modseq) {
        if (unreadEmails < 0 || unreadThreads < 0 || unreadEmails > totalEmails || unreadThreads > totalThreads) {
            throw new IllegalStateException("counts of mailbox " + row.id() + " are wrong: " + counts());
        }
        row = new MailboxRow(
                row.id(),
                row.account(),
                row.parent(),
                row.role(),
                row.sealedName(),
                row.sortOrder(),
                row.subscribed(),
                row.uidValidity(),
                uidNext,
                counts(),
                modseq,
                row.created());
        return row;
    }
}
