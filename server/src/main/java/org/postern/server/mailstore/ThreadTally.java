package org.postern.server.mailstore;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postern.server.db.EmailRows.EmailRow;
import org.postern.server.db.ThreadRows.MailboxThreadRow;
import org.postern.server.db.ThreadRows.ThreadRow;
import org.postern.server.events.Change.Kind;
import org.postern.wire.Octets;

/// A thread while a transaction changes it: what of it is in which mailbox, and what is unread. The
/// thread counts of mailboxes follow from the difference between what it was and what it has become.
final class ThreadTally {
    private final ThreadRow row;
    private final long trash;
    private final boolean stored;
    private final Map<Long, Here> here = new HashMap<>();
    private final Map<Long, Boolean> before = new HashMap<>();
    private final Set<Long> touched = new HashSet<>();
    private long emails;
    private long unreadOutside;
    private long unreadInTrash;
    private boolean regrouped;

    /// How many of the thread are in one mailbox, and the newest of them; no head when it has to be
    /// looked for.
    private record Here(long emails, Head head) {}

    private sealed interface Head {
        record Known(Instant receivedAt, long email) implements Head {
            boolean isOlderThan(EmailRow other) {
                int order = receivedAt.compareTo(other.receivedAt());
                return order < 0 || (order == 0 && email < other.id());
            }
        }

        record Lost() implements Head {}
    }

    /// One that is not stored yet.
    static ThreadTally fresh(long id, long account, Octets hash, long trash, long at) {
        return new ThreadTally(new ThreadRow(id, account, hash, 0, 0, 0, at, at), List.of(), trash, false);
    }

    ThreadTally(ThreadRow row, Iterable<MailboxThreadRow> inMailboxes, long trash) {
        this(row, inMailboxes, trash, true);
    }

    private ThreadTally(ThreadRow row, Iterable<MailboxThreadRow> inMailboxes, long trash, boolean stored) {
        this.row = row;
        this.trash = trash;
        this.stored = stored;
        emails = row.emails();
        unreadOutside = row.unreadOutside();
        unreadInTrash = row.unreadInTrash();
        for (var place : inMailboxes) {
            here.put(
                    place.mailbox(),
                    new Here(place.emails(), new Head.Known(place.headReceivedAt(), place.headEmail())));
            before.put(place.mailbox(), isUnreadIn(place.mailbox()));
        }
    }

    ThreadRow row() {
        return row;
    }

    long emails() {
        return emails;
    }

    /// A message became (1) or ceased to be (-1) one of the thread.
    void regroup(int difference) {
        emails += difference;
        regrouped = true;
    }

    void came(long mailbox, EmailRow email) {
        touched.add(mailbox);
        here.merge(
                mailbox,
                new Here(1, new Head.Known(email.receivedAt(), email.id())),
                (old, one) -> new Here(old.emails() + 1, newer(old.head(), email)));
    }

    private static Head newer(Head old, EmailRow email) {
        return switch (old) {
            case Head.Known known -> known.isOlderThan(email) ? new Head.Known(email.receivedAt(), email.id()) : known;
            case Head.Lost lost -> lost;
        };
    }

    void left(long mailbox, EmailRow email) {
        touched.add(mailbox);
        here.computeIfPresent(
                mailbox, (id, old) -> old.emails() == 1 ? null : new Here(old.emails() - 1, without(old, email)));
    }

    private static Head without(Here old, EmailRow email) {
        return old.head() instanceof Head.Known known && known.email() != email.id() ? known : new Head.Lost();
    }

    /// One message's part in what is unread: added (1) or taken away (-1).
    void unread(Set<Long> mailboxes, int difference) {
        if (mailboxes.stream().anyMatch(mailbox -> mailbox != trash)) {
            unreadOutside += difference;
        }
        if (mailboxes.contains(trash)) {
            unreadInTrash += difference;
        }
    }

    /// RFC 8621 §2, unreadThreads: messages in the trash are as if in a thread of their own.
    private boolean isUnreadIn(long mailbox) {
        return mailbox == trash ? unreadInTrash > 0 : unreadOutside > 0;
    }

    /// Writes the rows, or leaves them to be written with others, and passes the differences on to the
    /// mailboxes.
    void settle(Ledger ledger) {
        settleMailboxes(ledger);
        for (long mailbox : touched) {
            settle(ledger, mailbox);
        }
        var rows = ledger.tables().threads();
        if (!stored) {
            ledger.changed(Kind.THREAD);
            ledger.rows().add(now(row.modseq()));
        } else if (emails == 0) {
            rows.delete(row.id());
            ledger.destroyedThread(row);
        } else if (regrouped || unreadOutside != row.unreadOutside() || unreadInTrash != row.unreadInTrash()) {
            rows.update(now(regrouped ? ledger.regroupedThread() : row.modseq()));
        }
    }

    private ThreadRow now(long modseq) {
        return new ThreadRow(
                row.id(), row.account(), row.hash(), emails, unreadOutside, unreadInTrash, modseq, row.created());
    }

    private void settleMailboxes(Ledger ledger) {
        var all = new HashSet<>(before.keySet());
        all.addAll(here.keySet());
        for (long mailbox : all) {
            boolean was = before.containsKey(mailbox);
            boolean is = here.containsKey(mailbox);
            boolean wasUnread = before.getOrDefault(mailbox, false);
            boolean isUnread = is && isUnreadIn(mailbox);
            if (was != is || wasUnread != isUnread) {
                ledger.mailbox(mailbox).orElseThrow().threads(difference(was, is), difference(wasUnread, isUnread));
            }
        }
    }

    static int difference(boolean was, boolean is) {
        return (is ? 1 : 0) - (was ? 1 : 0);
    }

    private void settle(Ledger ledger, long mailbox) {
        var rows = ledger.tables().threads();
        var now = here.get(mailbox);
        if (now == null) {
            rows.delete(row.id(), mailbox);
            return;
        }
        ledger.rows()
                .put(
                        switch (now.head()) {
                            case Head.Known head ->
                                new MailboxThreadRow(row.id(), mailbox, now.emails(), head.receivedAt(), head.email());
                            case Head.Lost _ ->
                                rows.newest(row.id(), mailbox, now.emails()).orElseThrow();
                        });
    }
}
