package org.postern.server.mailstore;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.server.accounts.AccountId;
import org.postern.server.db.ChangeRows;
import org.postern.server.db.ChangeRows.ExpungedRow;
import org.postern.server.db.EmailRows.EmailRow;
import org.postern.server.db.EmailRows.MembershipRow;
import org.postern.server.db.MailRows.AccountRow;
import org.postern.server.db.Tables;
import org.postern.server.db.ThreadRows.ThreadRow;
import org.postern.server.events.Change;
import org.postern.server.events.Change.Kind;
import org.postern.wire.Octets;

/// One account while a transaction changes it: hands out its numbers, keeps every count, and writes what
/// changed when it is closed.
final class Ledger {
    /// Messages in a thread at most; then another begins. A stranger chooses what a message refers to, so
    /// without an end one thread could be made to hold a whole mailbox (THREAT T-04).
    static final int LONGEST_THREAD = 500;

    private final Tables tables;
    private final AccountRow opened;
    private final long trash;
    private final Map<Long, MailboxTally> mailboxes = new LinkedHashMap<>();
    private final Map<Long, ThreadTally> threads = new LinkedHashMap<>();
    private final Map<ByteBuffer, ThreadTally> byHash = new HashMap<>(); // of arrivals
    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private long modseq;
    private long used;

    private Ledger(Tables tables, AccountRow opened, long trash) {
        this.tables = tables;
        this.opened = opened;
        this.trash = trash;
        modseq = opened.modseq();
        used = opened.usedBytes();
    }

    /// Empty when there is no such account.
    static Optional<Ledger> open(Tables tables, AccountId account) {
        return tables.mail()
                .account(account.value())
                .map(row -> new Ledger(
                        tables,
                        row,
                        tables.mailboxes()
                                .idByRole(row.account(), Role.TRASH.word())
                                .orElse(-1)));
    }

    Tables tables() {
        return tables;
    }

    long account() {
        return opened.account();
    }

    /// The state before anything was changed.
    long openedState() {
        return opened.modseq();
    }

    /// The next number of the account. INVARIANT: numbers only grow and none is given twice.
    long next() {
        return ++modseq;
    }

    void changed(Kind kind) {
        kinds.add(kind);
    }

    void use(long bytes) {
        used += bytes;
    }

    /// By how much the use grew.
    long grown() {
        return used - opened.usedBytes();
    }

    Optional<MailboxTally> mailbox(long id) {
        var known = mailboxes.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        var found = tables.mailboxes().byId(account(), id).map(MailboxTally::new);
        found.ifPresent(tally -> mailboxes.put(id, tally));
        return found;
    }

    Optional<Long> idOf(Role role) {
        var id = tables.mailboxes().idByRole(account(), role.word());
        return id.isPresent() ? Optional.of(id.getAsLong()) : Optional.empty();
    }

    void forgetMailbox(long id) {
        mailboxes.remove(id);
    }

    ThreadTally thread(long id) {
        return threads.computeIfAbsent(
                id, missing -> tally(tables.threads().byId(id).orElseThrow()));
    }

    /// The thread that a message with this hash belongs to; made when there is none.
    ThreadTally threadOf(Octets hash) {
        var known = byHash.get(hash(hash));
        if (known != null && threads.get(known.row().id()) == known && known.emails() < LONGEST_THREAD) {
            return known;
        }
        var found = lookUp(hash);
        byHash.put(hash(hash), found);
        return found;
    }

    private ThreadTally lookUp(Octets hash) {
        var stored = tables.threads().byHash(account(), hash).filter(row -> !threads.containsKey(row.id()));
        if (stored.isPresent() && stored.get().emails() < LONGEST_THREAD) {
            return thread(stored.get().id());
        }
        return thread(tables.threads().insert(account(), hash, next()));
    }

    private static ByteBuffer hash(Octets hash) {
        return ByteBuffer.wrap(hash.toByteArray());
    }

    private ThreadTally tally(ThreadRow row) {
        return new ThreadTally(row, tables.threads().inMailboxes(row.id()), trash);
    }

    /// Takes a message from where it was to where it shall be, with every count, UID and trace.
    ///
    /// @param email with its old keywords
    void move(EmailRow email, List<MembershipRow> before, Set<Long> after, String keywords, long at) {
        var thread = thread(email.thread());
        boolean wasUnread = Keyword.isUnread(email.keywords());
        boolean isUnread = Keyword.isUnread(keywords);
        var was = new HashSet<Long>();
        for (var membership : before) {
            was.add(membership.mailbox());
            var mailbox = mailbox(membership.mailbox()).orElseThrow();
            if (after.contains(membership.mailbox())) {
                mailbox.emails(0, ThreadTally.difference(wasUnread, isUnread));
            } else {
                mailbox.emails(-1, wasUnread ? -1 : 0);
                thread.left(membership.mailbox(), email);
                tables.emails().delete(membership);
                tables.changes()
                        .expunged(new ExpungedRow(
                                membership.mailbox(), at, membership.uid(), email.id(), email.thread()));
            }
        }
        for (long id : after) {
            if (!was.contains(id)) {
                var mailbox = mailbox(id).orElseThrow();
                mailbox.emails(1, isUnread ? 1 : 0);
                thread.came(id, email);
                tables.emails()
                        .insert(new MembershipRow(
                                id, email.id(), email.receivedAt(), email.thread(), mailbox.takeUid(), at));
            }
        }
        thread.unread(was, wasUnread ? -1 : 0);
        thread.unread(after, isUnread ? 1 : 0);
        changed(Kind.EMAIL);
    }

    /// Removes a message for good; its body is to be released after the commit.
    void destroy(EmailRow email) {
        long at = next();
        move(email, tables.emails().memberships(email.id()), Set.of(), email.keywords(), at);
        thread(email.thread()).regroup(-1);
        tables.emails().delete(email.id());
        tables.changes().destroyed(ChangeRows.Kind.EMAIL, account(), email.id(), email.created(), at);
        use(-email.kept());
    }

    void destroyedThread(ThreadRow thread) {
        tables.changes().destroyed(ChangeRows.Kind.THREAD, account(), thread.id(), thread.created(), next());
        changed(Kind.THREAD);
    }

    /// The number of a thread whose set of messages changed.
    long regroupedThread() {
        changed(Kind.THREAD);
        return next();
    }

    /// Writes the threads, so that mailboxes may be deleted.
    void settleThreads() {
        threads.values().forEach(thread -> thread.settle(this));
        threads.clear();
    }

    void settleMailboxes() {
        for (var mailbox : mailboxes.values()) {
            if (mailbox.changed()) {
                tables.mailboxes().update(mailbox.settled(next()));
                changed(Kind.MAILBOX);
            }
        }
    }

    /// Writes everything.
    ///
    /// @return the account's state
    long close() {
        settleThreads();
        settleMailboxes();
        if (modseq != opened.modseq() || used != opened.usedBytes()) {
            tables.mail().put(new AccountRow(opened.account(), modseq, opened.quotaBytes(), used));
        }
        return modseq;
    }

    /// What to tell listeners after the commit; empty when nothing changed.
    Optional<Change> change() {
        return kinds.isEmpty()
                ? Optional.empty()
                : Optional.of(new Change(new AccountId(account()), Set.copyOf(kinds), modseq));
    }
}
