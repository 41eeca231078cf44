package org.postern.server.mailstore;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.postern.server.accounts.AccountId;
import org.postern.server.blobs.BlobRef;
import org.postern.server.blobs.Blobs;
import org.postern.server.db.Database;
import org.postern.server.db.EmailRows.PlaceRow;
import org.postern.server.db.MailRows.AccountRow;
import org.postern.server.db.MailboxRows.CountsRow;
import org.postern.server.db.MailboxRows.MailboxRow;
import org.postern.server.db.Tables;
import org.postern.server.events.Change;
import org.postern.server.events.Events;
import org.postern.wire.Octets;

/// Mail in rows and blobs. A body is durable before the row that names it is written, and is released
/// only after the commit that removed that row: so no row is ever without its body, and what a lost
/// process leaves behind is at worst a body without a row, which the next start finds. Both stores commit
/// whatever waits as one batch, so callers that come together share the two syncs.
public final class StoredMail implements Mailstore {
    private static final int THREAD_HASH = 16;
    private static final int REMOVED_AT_ONCE = 500;

    private final Database database;
    private final Blobs blobs;
    private final Events events;

    /// The caller closes the database and the blobs, after this.
    public StoredMail(Database database, Blobs blobs, Events events) {
        this.database = database;
        this.blobs = blobs;
        this.events = events;
    }

    @Override
    public void open(AccountId account, long quotaBytes) {
        database.change(tables -> {
            var known = tables.mail().account(account.value());
            if (known.isEmpty()) {
                make(tables, account.value(), quotaBytes);
            }
        });
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
        deliveries.forEach(delivery -> require(delivery.email()));
        var bodies = blobs.write(deliveries.stream()
                .map(delivery -> delivery.email().sealed().body())
                .toList());
        // If this throws, nobody can say whether the rows are on the disk, so the bodies stay.
        var kept = database.write(tables -> new Arrivals(tables).keep(deliveries, bodies));
        for (int i = 0; i < bodies.size(); i++) {
            if (!(kept.appended().get(i) instanceof Appended.Kept)) {
                blobs.release(List.of(bodies.get(i)));
            }
        }
        kept.changes().forEach(events::publish);
        return kept.appended();
    }

    private static void require(NewEmail email) {
        Keyword.require(email.keywords());
        if (email.threadHash().size() != THREAD_HASH) {
            throw new IllegalArgumentException("a thread hash has 16 octets");
        }
    }

    @Override
    public <T> T read(AccountId account, Function<Snapshot, T> work) {
        return database.read(tables -> work.apply(new RowSnapshot(tables, account.value())));
    }

    /// What a change came to, and what to do after the commit.
    private record Edited<R>(R result, List<BlobRef> freed, Optional<Change> change) {}

    @Override
    public EmailEdits.Result edit(AccountId account, EmailEdits edits) {
        return afterCommit(database.write(tables -> {
            var ledger = Ledger.open(tables, account).orElseThrow(() -> noAccount(account));
            var editing = new EmailEditing(ledger);
            var result = editing.apply(edits);
            return new Edited<>(result, editing.freed(), ledger.change());
        }));
    }

    @Override
    public MailboxEdits.Result edit(AccountId account, MailboxEdits edits) {
        return afterCommit(database.write(tables -> {
            var ledger = Ledger.open(tables, account).orElseThrow(() -> noAccount(account));
            var editing = new MailboxEditing(ledger);
            var result = editing.apply(edits);
            return new Edited<>(result, editing.freed(), ledger.change());
        }));
    }

    private static IllegalArgumentException noAccount(AccountId account) {
        return new IllegalArgumentException("no mail is kept for " + account);
    }

    private <R> R afterCommit(Edited<R> edited) {
        blobs.release(edited.freed());
        edited.change().ifPresent(events::publish);
        return edited.result();
    }

    @Override
    public Octets body(Email email) {
        return blobs.read(email.body());
    }

    @Override
    public Usage usage(AccountId account) {
        return database.read(tables -> tables.mail()
                .account(account.value())
                .map(row -> new Usage(row.usedBytes(), row.quotaBytes()))
                .orElse(new Usage(0, 0)));
    }

    /// In pieces, so that arrivals for others do not wait for all of it.
    @Override
    public void remove(AccountId account) {
        List<PlaceRow> some;
        do {
            some = database.write(tables -> tables.emails().removeSome(account.value(), REMOVED_AT_ONCE));
            blobs.release(some.stream()
                    .map(row -> new BlobRef(row.place(), row.size()))
                    .toList());
        } while (!some.isEmpty());
        database.change(tables -> tables.mail().remove(account.value()));
    }

    /// Nothing of its own is open; whoever made the database and the blobs closes them.
    @Override
    public void close() {}
}
