package org.postern.server.main;

import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.AccountRegister;
import org.postern.server.accounts.Guard;
import org.postern.server.accounts.Login;
import org.postern.server.accounts.Mailboxes;
import org.postern.server.accounts.OwnAccount;
import org.postern.server.accounts.Recovery;
import org.postern.server.accounts.Sessions;
import org.postern.server.accounts.SignUp;
import org.postern.server.admin.DiskRepair;
import org.postern.server.admin.DiskScan;
import org.postern.server.backup.Backup;
import org.postern.server.blobs.Compactor;
import org.postern.server.blobs.FolderDisk;
import org.postern.server.blobs.Named;
import org.postern.server.blobs.Pace;
import org.postern.server.blobs.Repair;
import org.postern.server.blobs.Scan;
import org.postern.server.blobs.SegmentBlobs;
import org.postern.server.db.DataFolder;
import org.postern.server.db.Database;
import org.postern.server.db.Reserve;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.events.Events;
import org.postern.server.http.Api;
import org.postern.server.keys.Directory;
import org.postern.server.keys.StoredDirectory;
import org.postern.server.mailstore.MailBodies;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.StoredMail;
import org.postern.server.notary.DkimKeys;
import org.postern.server.queue.QueueNames;
import org.postern.server.relays.Relays;

/// The rooms that keep things, opened.
record Keepers(
        SqliteDatabase database,
        SegmentBlobs blobs,
        Compactor compactor,
        Events events,
        Mailstore mailstore,
        AccountRegister accounts,
        Sessions sessions,
        Directory directory,
        DkimKeys dkim,
        Relays relays) {
    private static final String SEGMENTS = "segments";
    private static final String QUARANTINE = "quarantine";

    /// @param open gets what is to be closed, last first
    static Keepers open(Node.Base base, Deque<AutoCloseable> open) {
        open.push(DataFolder.hold(base.data()));
        var database = SqliteDatabase.open(base.data(), Reserve.in(base.data()));
        open.push(database);
        var blobs = SegmentBlobs.open(
                FolderDisk.in(base.data().resolve(SEGMENTS)),
                base.settings().store(),
                named(database),
                base.clock(),
                base.metrics());
        open.push(blobs);
        var compactor = new Compactor(blobs, base.settings().store(), base.clock(), base.metrics());
        open.push(compactor);
        compactor.start();
        var events = new Events();
        var mailstore = new StoredMail(database, blobs, events);
        open.push(mailstore);
        var accounts = new AccountRegister(database, mailboxes(mailstore), base.clock(), base.random());
        var relays = new Relays(database, base.settings().relays(), base.clock(), base.random(), base.metrics());
        open.push(relays);
        return new Keepers(
                database,
                blobs,
                compactor,
                events,
                mailstore,
                accounts,
                new Sessions(database, accounts, base.clock(), base.random()),
                new StoredDirectory(database, accounts),
                new DkimKeys(database, base.clock()),
                relays);
    }

    /// Every room that names blobs.
    static List<Named> named(Database database) {
        return List.of(new MailBodies(database), new QueueNames(database));
    }

    /// Reads everything that is stored, at a pace that others do not notice.
    ///
    /// @param pace how fast
    DiskScan scan(Path data, Pace pace) {
        return new DiskScan(
                () -> new Scan(FolderDisk.in(data.resolve(SEGMENTS)), named(database), pace),
                account -> accounts.all().stream()
                        .filter(known -> known.id().value() == account)
                        .map(known -> known.address().toString())
                        .findFirst()
                        .orElse("account " + account));
    }

    /// Saves what can be read of damaged segments; nobody else may use the store meanwhile.
    DiskRepair repair(Path data) {
        var quarantine = data.resolve(QUARANTINE);
        return new DiskRepair(
                new Repair(blobs, compactor, FolderDisk.in(quarantine)), scan(data, Pace.none()), quarantine);
    }

    Backup backup(Node.Base base) {
        return new Backup(base.data(), database, blobs, base.clock(), base.random());
    }

    /// What the accounts API works on.
    ///
    /// @param reachingUs what users and volunteers are told, and tell
    Api.Rooms apiRooms(Node.Base base, ReachingUs reachingUs) {
        var guard = new Guard(database, accounts, base.clock(), base.random());
        return new Api.Rooms(
                accounts,
                sessions,
                new SignUp(database, accounts, base.settings().accounts(), base.clock()),
                new Login(database, sessions, guard, base.clock(), base.random()),
                new Recovery(database, sessions, guard, base.clock(), base.random()),
                new OwnAccount(database, sessions, base.clock(), base.random()),
                directory,
                reachingUs.publication(),
                reachingUs.reception());
    }

    private static Mailboxes mailboxes(Mailstore mailstore) {
        return new Mailboxes() {
            @Override
            public void open(AccountId account, long quotaBytes) {
                mailstore.open(account, quotaBytes);
            }

            @Override
            public void remove(AccountId account) {
                mailstore.remove(account);
            }
        };
    }
}
