package org.postern.server.mailstore;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.server.db.EmailRows.EmailRow;
import org.postern.server.db.EmailRows.MembershipRow;
import org.postern.server.db.ThreadRows.MailboxThreadRow;
import org.postern.server.db.ThreadRows.ThreadRow;
import org.postern.server.events.Change.Kind;

/// A thread while a transaction changes it: what of it is in which mailbox, and what is unread. The
/// thread counts of mailboxes follow from the difference between what it was and what it has become.
final class ThreadTally {
    private final ThreadRow row;
    private final long trash;
    private final Form form;
    private final Map<Long, Here> stored;
    private final Map<Long, Here> here;
    private long emails;
    private long unreadOutside;
    private long unreadInTrash;
    private boolean regrouped;

    /// How it is stored.
    private enum Form {
        NOT_YET,
        /// By its one message; there is no row.
        ALONE,
        ROW
    }

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

    private ThreadTally(ThreadRow row, Form form, Map<Long, Here> stored, long trash) {
        this.row = row;
        this.form = form;
        this.stored = stored;
        this.here = new HashMap<>(stored);
        this.trash = trash;
        emails = row.emails();
        unreadOutside = row.unreadOutside();
        unreadInTrash = row.unreadInTrash();
    }

    /// One that is not stored yet.
    ///
    /// @param row without messages; its id is that of the first that will come
    static ThreadTally fresh(ThreadRow row, long trash) {
        return new ThreadTally(row, Form.NOT_YET, Map.of(), trash);
    }

    static ThreadTally stored(ThreadRow row, List<MailboxThreadRow> inMailboxes, long trash) {
        var stored = new HashMap<Long, Here>();
        for (var place : inMailboxes) {
            stored.put(
                    place.mailbox(),
                    new Here(place.emails(), new Head.Known(place.headReceivedAt(), place.headEmail())));
        }
        return new ThreadTally(row, Form.ROW, stored, trash);
    }

    /// That of a message which is alone in it.
    static ThreadTally ofOne(EmailRow email, List<MembershipRow> memberships, long trash) {
        var stored = new HashMap<Long, Here>();
        long outside = 0;
        long inTrash = 0;
        for (var membership : memberships) {
            stored.put(membership.mailbox(), new Here(1, new Head.Known(email.receivedAt(), email.id())));
            if (Keyword.isUnread(email.keywords())) {
                outside = membership.mailbox() == trash ? outside : 1;
                inTrash = membership.mailbox() == trash ? 1 : inTrash;
            }
        }
        var row = new ThreadRow(
                email.id(),
                email.account(),
                email.loneHash().orElseThrow(),
                1,
                outside,
                inTrash,
                email.created(),
                email.created());
        return new ThreadTally(row, Form.ALONE, stored, trash);
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

    private boolean wasUnreadIn(long mailbox) {
        return stored.containsKey(mailbox) && (mailbox == trash ? row.unreadInTrash() > 0 : row.unreadOutside() > 0);
    }

    /// Writes the rows, or leaves them to be written with others, and passes the differences on to the
    /// mailboxes.
    void settle(Ledger ledger) {
        boolean inRow = form == Form.ROW || emails > 1;
        for (long mailbox : everywhere()) {
            settleCounts(ledger, mailbox);
            settleRows(ledger, mailbox, inRow);
        }
        if (emails == 0) {
            end(ledger);
        } else if (form == Form.ROW) {
            settleRow(ledger);
        } else if (inRow) {
            beginRow(ledger);
        } else if (form == Form.NOT_YET) {
            ledger.changed(Kind.THREAD);
        }
    }

    private Set<Long> everywhere() {
        if (stored.isEmpty()) {
            return here.keySet();
        }
        var all = new HashSet<>(stored.keySet());
        all.addAll(here.keySet());
        return all;
    }

    private void end(Ledger ledger) {
        if (form == Form.ROW) {
            ledger.tables().threads().delete(row.id());
        }
        ledger.destroyedThread(row);
    }

    private void settleRow(Ledger ledger) {
        if (regrouped || unreadOutside != row.unreadOutside() || unreadInTrash != row.unreadInTrash()) {
            ledger.tables().threads().update(now(regrouped ? ledger.regroupedThread() : row.modseq()));
        }
    }

    private void beginRow(Ledger ledger) {
        if (form == Form.ALONE) {
            ledger.tables().emails().join(row.id());
            ledger.rows().add(now(ledger.regroupedThread()));
        } else {
            ledger.rows().join(row.id());
            ledger.changed(Kind.THREAD);
            ledger.rows().add(now(row.modseq()));
        }
    }

    private ThreadRow now(long modseq) {
        return new ThreadRow(
                row.id(), row.account(), row.hash(), emails, unreadOutside, unreadInTrash, modseq, row.created());
    }

    private void settleCounts(Ledger ledger, long mailbox) {
        boolean was = stored.containsKey(mailbox);
        boolean is = here.containsKey(mailbox);
        boolean wasUnread = wasUnreadIn(mailbox);
        boolean isUnread = is && isUnreadIn(mailbox);
        if (was != is || wasUnread != isUnread) {
            ledger.mailbox(mailbox).orElseThrow().threads(difference(was, is), difference(wasUnread, isUnread));
        }
    }

    static int difference(boolean was, boolean is) {
        return (is ? 1 : 0) - (was ? 1 : 0);
    }

    /// @param inRow whether the thread has a row when this transaction ends
    private void settleRows(Ledger ledger, long mailbox, boolean inRow) {
        var was = Optional.ofNullable(stored.get(mailbox));
        var now = here.get(mailbox);
        if (now == null) {
            if (form == Form.ROW) {
                ledger.tables().threads().delete(row.id(), mailbox);
            }
            return;
        }
        boolean same = was.isPresent() && was.get().equals(now);
        if (same && (form == Form.ROW || !inRow)) {
            return;
        }
        var newest = newest(ledger, mailbox, now);
        if (inRow) {
            ledger.rows().put(newest);
        }
        settleHead(ledger, was.map(Here::head), newest);
    }

    private MailboxThreadRow newest(Ledger ledger, long mailbox, Here now) {
        return switch (now.head()) {
            case Head.Known head ->
                new MailboxThreadRow(row.id(), mailbox, now.emails(), head.receivedAt(), head.email());
            case Head.Lost _ ->
                ledger.tables()
                        .threads()
                        .newest(row.id(), mailbox, now.emails())
                        .orElseThrow();
        };
    }

    private static void settleHead(Ledger ledger, Optional<Head> was, MailboxThreadRow newest) {
        if (was.isPresent() && was.get() instanceof Head.Known old) {
            if (old.email() == newest.headEmail()) {
                return;
            }
            ledger.tables().emails().markHead(newest.mailbox(), old.receivedAt(), old.email(), false);
        }
        ledger.rows().head(newest.mailbox(), newest.headReceivedAt(), newest.headEmail());
    }
}
