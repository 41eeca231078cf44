package org.postern.server.mailstore;

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
import org.postern.server.db.EmailRows.OpeningRow;
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
    private final NewRows rows;
    private final AccountRow opened;
    private final long trash;
    private final Map<Long, MailboxTally> mailboxes = new LinkedHashMap<>();
    private final Map<Long, ThreadTally> threads = new LinkedHashMap<>();
    private final Map<ThreadKey, ThreadTally> byHash = new HashMap<>(); // of arrivals
    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private long modseq;
    private long used;

    private Ledger(Tables tables, NewRows rows, AccountRow opened, long trash) {
        this.tables = tables;
        this.rows = rows;
        this.opened = opened;
        this.trash = trash;
        modseq = opened.modseq();
        used = opened.usedBytes();
    }

    /// Empty when there is no such account.
    static Optional<Ledger> open(Tables tables, AccountId account) {
        return open(tables, new NewRows(tables), account);
    }

    /// @param rows shared by all accounts of a transaction
    static Optional<Ledger> open(Tables tables, NewRows rows, AccountId account) {
        return tables.mail()
                .account(account.value())
                .map(row -> new Ledger(
                        tables,
                        rows,
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

    Optional<MailboxTally> mailbox(Role role) {
        var known = mailboxes.values().stream()
                .filter(tally -> tally.row().role().equals(Optional.of(role.word())))
                .findFirst();
        if (known.isPresent()) {
            return known;
        }
        var found = tables.mailboxes().byRole(account(), role.word()).map(MailboxTally::new);
        found.ifPresent(tally -> mailboxes.put(tally.row().id(), tally));
        return found;
    }

    void forgetMailbox(long id) {
        mailboxes.remove(id);
    }

    ThreadTally thread(long id) {
        return threads.computeIfAbsent(id, this::stored);
    }

    /// The thread that a message with this hash belongs to; made when there is none among those that were
    /// looked up ([NewRows#findThreads]).
    ///
    /// @param email the id that the message has, and `at` the state at which it comes
    ThreadTally threadOf(Octets hash, long email, long at) {
        var key = ThreadKey.of(account(), hash);
        var known = byHash.get(key);
        if (known != null && known.emails() < LONGEST_THREAD) {
            return known;
        }
        var row = rows.thread(key).filter(one -> !threads.containsKey(one.thread()));
        var found = row.isPresent() && row.get().emails() < LONGEST_THREAD
                ? stored(row.get().thread())
                : ThreadTally.fresh(new ThreadRow(email, account(), hash, 0, 0, 0, at, at), trash);
        threads.put(found.row().id(), found);
        byHash.put(key, found);
        return found;
    }

    private ThreadTally stored(long id) {
        var row = tables.threads().byId(id);
        if (row.isPresent()) {
            return ThreadTally.stored(row.get(), tables.threads().inMailboxes(id), trash);
        }
        var email = tables.emails().byId(account(), id).orElseThrow();
        return ThreadTally.ofOne(email, tables.emails().memberships(id), trash);
    }

    /// Puts a new message where it shall be.
    ///
    /// @return its UIDs
    Map<MailboxId, Long> arrive(EmailRow email, OpeningRow opening, Set<Long> into) {
        var thread = thread(email.thread());
        boolean isUnread = Keyword.isUnread(email.keywords());
        var uids = new HashMap<MailboxId, Long>();
        rows.add(email, opening);
        for (long id : into) {
            var mailbox = mailbox(id).orElseThrow();
            long uid = mailbox.takeUid();
            uids.put(new MailboxId(id), uid);
            mailbox.emails(1, isUnread ? 1 : 0);
            thread.came(id, email);
            rows.add(
                    new MembershipRow(id, email.id(), email.receivedAt(), email.thread(), uid, email.created(), false));
        }
        thread.regroup(1);
        thread.unread(into, isUnread ? 1 : 0);
        use(email.kept());
        changed(Kind.EMAIL);
        changed(Kind.EMAIL_DELIVERY);
        return uids;
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
                        .insertMemberships(List.of(new MembershipRow(
                                id, email.id(), email.receivedAt(), email.thread(), mailbox.takeUid(), at, false)));
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

    /// Forgets what is gone for long, a little more each time than this transaction added, so that it never
    /// takes long. Asked after the end of the transaction's work.
    ///
    /// @param kept how many state numbers back traces are kept
    void prune(long kept) {
        long added = modseq - opened.modseq();
        long knownFrom = tables.mail().knownFrom(account());
        long upTo = Math.min(modseq - kept, knownFrom + 2 * added);
        if (upTo > knownFrom) {
            tables.mail().prune(account(), upTo);
        }
    }

    NewRows rows() {
        return rows;
    }

    /// Writes the threads, so that mailboxes may be deleted.
    void settleThreads() {
        gatherThreads();
        rows.write();
    }

    /// Settles the threads; their new rows are to be written by whoever shares them.
    void gatherThreads() {
        threads.values().forEach(thread -> thread.settle(this));
        threads.clear();
        byHash.clear();
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
        return closeCounts();
    }

    /// Writes what is left when the threads are settled and the new rows written.
    ///
    /// @return the account's state
    long closeCounts() {
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
