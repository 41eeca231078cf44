package org.postern.server.mailstore;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.postern.server.accounts.AccountId;
import org.postern.server.blobs.ArrivalLog;
import org.postern.server.blobs.BlobRef;
import org.postern.server.blobs.Blobs;
import org.postern.server.db.Database;
import org.postern.server.db.EmailRows.PlaceRow;
import org.postern.server.db.MailRows.AccountRow;
import org.postern.server.db.MailboxRows.CountsRow;
import org.postern.server.db.MailboxRows.MailboxRow;
import org.postern.server.db.StoreBroken;
import org.postern.server.db.Tables;
import org.postern.server.events.Change;
import org.postern.server.events.Events;
import org.postern.wire.Octets;

/// Mail in a log and an index. A message is kept when its body and a note of it are durable in the log; its
/// rows follow in batches ([Filing]). A body is released only after the commit that removed its row: so no row is
/// ever without its body, and what a lost process leaves behind is a note without its rows, which the next
/// start files, or a body without either, which it finds.
public final class StoredMail implements Mailstore {
    private static final int THREAD_HASH = 16;
    private static final int REMOVED_AT_ONCE = 500;

    private static final Limits USUAL = new Limits(100_000, 16_384);

    private final Database database;
    private final Blobs blobs;
    private final Events events;
    private final Quotas quotas;
    private final Filing filing;
    private final long tracesKept;

    /// @param tracesKept state numbers for which traces of what is gone are kept: about a month of a busy account.
    ///     Whoever was away longer reads its lists anew (RFC 8620 §5.2, cannotCalculateChanges)
    /// @param round messages of a round of [YoungThreads]: the more, the fewer pages are changed, and the more
    ///     rows are read at a start
    record Limits(long tracesKept, int round) {}

    /// Files what an earlier process left in the log. The caller closes the database and the blobs, after
    /// this.
    public <B extends Blobs & ArrivalLog> StoredMail(Database database, B blobs, Events events) {
        this(database, blobs, events, USUAL);
    }

    <B extends Blobs & ArrivalLog> StoredMail(Database database, B blobs, Events events, Limits limits) {
        this.tracesKept = limits.tracesKept();
        this.database = database;
        this.blobs = blobs;
        this.events = events;
        quotas = new Quotas(database);
        filing = new Filing(database, blobs, blobs, quotas, events, limits.round());
        filing.start();
    }

    @Override
    public void open(AccountId account, long quotaBytes) {
        var _ = database.write(
                tables -> {
                    var known = tables.mail().account(account.value());
                    if (known.isEmpty()) {
                        make(tables, account.value(), quotaBytes);
                    } else {
                        tables.mail().setQuota(account.value(), quotaBytes);
                    }
                    return true;
                },
                done -> quotas.allow(account, quotaBytes));
    }

    private static void make(Tables tables, long account, long quotaBytes) {
        var roles = Role.values();
        int made = 0;
        tables.mail().put(new AccountRow(account, roles.length, quotaBytes, 0));
        for (var role : roles) {
            made++;
            tables.mailboxes()
                    .insert(new MailboxRow(
                            0,
                            account,
                            OptionalLong.empty(),
                            Optional.of(role.word()),
                            Octets.empty(),
                            made,
                            true,
                            0,
                            1,
                            new CountsRow(0, 0, 0, 0),
                            made,
                            made));
        }
    }

    @Override
    public List<Appended> append(List<Delivery> deliveries) {
        var rooms = takeRoom(deliveries);
        var kept = taken(deliveries, rooms);
        var filed = kept.isEmpty() ? List.<Appended>of() : await(keep(kept, true));
        var next = filed.iterator();
        return rooms.stream()
                .map(room -> switch (room) {
                    case TAKEN -> next.next();
                    case FULL -> new Appended.Full();
                    case NO_ACCOUNT -> new Appended.NoSuchMailbox();
                })
                .toList();
    }

    @Override
    public List<Accepted> accept(List<Delivery> deliveries) {
        var rooms = takeRoom(deliveries);
        var kept = taken(deliveries, rooms);
        if (!kept.isEmpty()) {
            var _ = keep(kept, false);
        }
        return rooms.stream()
                .map(room -> switch (room) {
                    case TAKEN -> Accepted.KEPT;
                    case FULL -> Accepted.FULL;
                    case NO_ACCOUNT -> Accepted.NO_ACCOUNT;
                })
                .toList();
    }

    private List<Quotas.Room> takeRoom(List<Delivery> deliveries) {
        deliveries.forEach(delivery -> require(delivery.email()));
        return deliveries.stream()
                .map(delivery -> quotas.take(delivery.account(), size(delivery)))
                .toList();
    }

    private static List<Delivery> taken(List<Delivery> deliveries, List<Quotas.Room> rooms) {
        return IntStream.range(0, deliveries.size())
                .filter(i -> rooms.get(i) == Quotas.Room.TAKEN)
                .mapToObj(deliveries::get)
                .toList();
    }

    private static long size(Delivery delivery) {
        var sealed = delivery.email().sealed();
        return sealed.key().size() + sealed.summary().size() + sealed.body().size();
    }

    private CompletableFuture<List<Appended>> keep(List<Delivery> deliveries, boolean mustExist) {
        try {
            return filing.keep(deliveries, mustExist);
        } catch (RuntimeException broken) {
            deliveries.forEach(delivery -> quotas.use(delivery.account(), -size(delivery)));
            throw broken;
        }
    }

    private List<Appended> await(CompletableFuture<List<Appended>> filed) {
        filing.hurry();
        try {
            return filed.join();
        } catch (CompletionException wrapped) {
            throw wrapped.getCause() instanceof StoreBroken broken ? broken : wrapped;
        }
    }

    private static void require(NewEmail email) {
        Keyword.require(email.keywords());
        if (email.threadHash().size() != THREAD_HASH) {
            throw new IllegalArgumentException("a thread hash has 16 octets");
        }
    }

    @Override
    public <T> T read(AccountId account, Function<Snapshot, T> work) {
        filing.settle(account);
        return database.read(tables -> work.apply(new RowSnapshot(tables, account.value())));
    }

    /// What a change came to, and what to do after the commit.
    ///
    /// @param used by how much the account grew
    private record Edited<R>(R result, long used, List<BlobRef> freed, Optional<Change> change) {}

    @Override
    public EmailEdits.Result edit(AccountId account, EmailEdits edits) {
        return edited(account, ledger -> {
            var editing = new EmailEditing(ledger);
            var result = editing.apply(edits);
            return new Edited<>(result, ledger.grown(), editing.freed(), ledger.change());
        });
    }

    @Override
    public MailboxEdits.Result edit(AccountId account, MailboxEdits edits) {
        var rest = emptyLarge(account, edits);
        return edited(account, ledger -> {
            var editing = new MailboxEditing(ledger);
            var result = editing.apply(rest);
            return new Edited<>(result, ledger.grown(), editing.freed(), ledger.change());
        });
    }

    /// Takes most of the messages out of large mailboxes that are to be destroyed, in transactions of their
    /// own, so that arrivals do not wait for all of it.
    ///
    /// @return what is left to do; when something was done, the state that was asked for has been checked
    private MailboxEdits emptyLarge(AccountId account, MailboxEdits edits) {
        var state = edits.ifInState();
        for (var destroy : edits.destroys()) {
            while (destroy.removeEmails() && emptySome(account, destroy.id(), state)) {
                state = OptionalLong.empty();
            }
        }
        return new MailboxEdits(state, edits.creates(), edits.updates(), edits.destroys());
    }

    private boolean emptySome(AccountId account, MailboxId mailbox, OptionalLong ifInState) {
        return edited(account, ledger -> {
            var editing = new MailboxEditing(ledger);
            boolean some = editing.emptySome(mailbox.value(), ifInState);
            ledger.close();
            return new Edited<>(some, ledger.grown(), editing.freed(), ledger.change());
        });
    }

    private <R> R edited(AccountId account, Function<Ledger, Edited<R>> work) {
        var edited = database.write(
                tables -> {
                    var ledger = Ledger.open(tables, account).orElseThrow(() -> noAccount(account));
                    var done = work.apply(ledger);
                    ledger.prune(tracesKept);
                    return done;
                },
                done -> {
                    quotas.use(account, done.used());
                    done.change().ifPresent(events::publish);
                });
        blobs.release(edited.freed());
        return edited.result();
    }

    private static IllegalArgumentException noAccount(AccountId account) {
        return new IllegalArgumentException("no mail is kept for " + account);
    }

    @Override
    public Octets body(Email email) {
        return blobs.read(email.body());
    }

    @Override
    public Usage usage(AccountId account) {
        return quotas.usage(account).orElse(new Usage(0, 0));
    }

    /// In pieces, so that arrivals for others do not wait for all of it.
    @Override
    public void remove(AccountId account) {
        List<PlaceRow> some;
        do {
            some = database.write(tables -> tables.emails().removeSome(account.value(), REMOVED_AT_ONCE));
            release(some);
        } while (!some.isEmpty());
        release(database.write(tables -> {
            var last = tables.emails().removeSome(account.value(), Integer.MAX_VALUE); // filed meanwhile
            tables.mail().remove(account.value());
            return last;
        }));
        quotas.forget(account);
    }

    private void release(List<PlaceRow> rows) {
        blobs.release(
                rows.stream().map(row -> new BlobRef(row.place(), row.size())).toList());
    }

    /// Files what is in the log; whoever made the database and the blobs closes them.
    @Override
    public void close() {
        filing.close();
    }
}
