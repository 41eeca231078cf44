package org.postern.lab.sim;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.postern.lab.sim.World.Group;
import org.postern.seal.Sealer;
import org.postern.server.accounts.AccountRegister;
import org.postern.server.blobs.BlobSettings;
import org.postern.server.blobs.SegmentBlobs;
import org.postern.server.db.Database;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.events.Events;
import org.postern.server.intake.Arrival;
import org.postern.server.intake.IntakeSettings;
import org.postern.server.intake.Reports;
import org.postern.server.intake.SealingIntake;
import org.postern.server.intake.Step;
import org.postern.server.keys.StoredDirectory;
import org.postern.server.mailstore.MailBodies;
import org.postern.server.mailstore.Snapshot;
import org.postern.server.mailstore.StoredMail;
import org.postern.server.net.MemoryBudget;
import org.postern.server.net.Names;
import org.postern.server.net.Sightings;
import org.postern.server.notary.DkimKeys;
import org.postern.server.notary.DkimSigner;
import org.postern.server.queue.ArrivalReports;
import org.postern.server.queue.DurableQueue;
import org.postern.server.queue.QueueNames;
import org.postern.server.queue.QueueSettings;
import org.postern.server.settings.HostPort;
import org.postern.server.settings.Size;
import org.postern.server.smtpin.Door;
import org.postern.server.smtpin.SmtpSettings;
import org.postern.server.smtpout.Courier;
import org.postern.server.smtpout.DeliverySettings;
import org.postern.server.smtpout.Timeouts;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;

/// One life of the server: the rooms as `server.main` puts them together, save that time, network, names
/// and disk are fake. It ends by [#buried], never by an orderly stop.
final class Life {
    static final BlobSettings STORE = new BlobSettings(new Size(1 << 20));
    private static final long MEMORY = 64L << 20;

    private final Group group;
    private final Peril peril;
    private final SimDisk disk;
    private final Path folder;
    private final Database database;
    private final SegmentBlobs blobs;
    private final StoredMail mailstore;
    private final AccountRegister accounts;
    private final SealingIntake intake;
    private final DurableQueue queue;
    private final Door door;

    /// What a life is made of.
    ///
    /// @param folder for the database
    record Parts(
            Group group,
            Peril peril,
            SimDisk disk,
            Path folder,
            Clock clock,
            Names names,
            Outward dialer,
            Random random) {}

    /// Opens what the last life left.
    ///
    /// @param beforePart looks at the database's files before a commit that is to be torn
    Life(Parts parts, Runnable beforePart) {
        group = parts.group();
        peril = parts.peril();
        disk = parts.disk();
        folder = parts.folder();
        database = new SimDatabase(SqliteDatabase.open(folder, 1), peril, beforePart);
        var events = new Events();
        var metrics = new Metrics();
        var named = List.of(new MailBodies(database), new QueueNames(database));
        blobs = SegmentBlobs.open(disk, STORE, named, parts.clock(), metrics);
        var guarded = new SimBlobs(blobs, peril, disk);
        mailstore = new StoredMail(database, guarded, events);
        guarded.hurryBy(this::fileWhatWaits);
        accounts = new AccountRegister(database, Household.mailboxes(mailstore), parts.clock(), new SecureRandom());
        var reports = new LateReports();
        var memory = new MemoryBudget(MEMORY);
        intake = intake(parts, reports, memory);
        var courier = new Courier(new Courier.Parts(
                parts.names(),
                parts.dialer(),
                parts.clock(),
                parts.random(),
                Household.SERVER,
                DeliverySettings.usual(),
                Timeouts.standard(),
                metrics));
        queue = new DurableQueue(new DurableQueue.Parts(
                database,
                guarded,
                accounts,
                intake,
                courier,
                new DkimSigner(new DkimKeys(database, parts.clock()), parts.clock()),
                events,
                parts.clock(),
                new SecureRandom(),
                parts.random(),
                Household.SERVER,
                QueueSettings.usual(),
                metrics));
        reports.goal = new ArrivalReports(queue, Household.SERVER, parts.clock())::send;
        door = Door.handed(doorParts(parts, memory, metrics));
        queue.start();
    }

    private void fileWhatWaits() {
        accounts.all().forEach(account -> mailstore.read(account.id(), Snapshot::state));
    }

    /// Intake and queue need each other.
    private static final class LateReports implements Reports {
        private Reports goal = (arrival, lines) -> {
            throw new IllegalStateException("a message arrived before the queue was there");
        };

        @Override
        public void send(Arrival arrival, List<Line> lines) {
            goal.send(arrival, lines);
        }
    }

    private SealingIntake intake(Parts parts, Reports reports, MemoryBudget memory) {
        return new SealingIntake(new SealingIntake.Parts(
                new IntakeSettings(50, new Size(50_000_000)),
                Household.SERVER.name(),
                Step.standard(),
                new StoredDirectory(database, accounts),
                accounts,
                Sealer.standard(),
                mailstore,
                reports,
                memory,
                parts.clock()));
    }

    private Door.Parts doorParts(Parts parts, MemoryBudget memory, Metrics metrics) {
        return new Door.Parts(
                doorSettings(),
                Household.SERVER.name(),
                accounts,
                (account, sizeBytes) -> {
                    var usage = mailstore.usage(account);
                    return usage.usedBytes() + sizeBytes < usage.quotaBytes();
                },
                intake,
                Optional.empty(),
                memory,
                parts.clock(),
                metrics,
                Sightings.NONE);
    }

    private static SmtpSettings doorSettings() {
        return new SmtpSettings(
                new HostPort("0.0.0.0", 25),
                new Size(50_000_000),
                100,
                2048,
                65536,
                20,
                20,
                Duration.ofMinutes(5),
                Duration.ofMinutes(15),
                Duration.ofHours(1),
                6000,
                500,
                new Size(MEMORY),
                Duration.ofSeconds(10));
    }

    Group group() {
        return group;
    }

    Peril peril() {
        return peril;
    }

    Path folder() {
        return folder;
    }

    StoredMail mailstore() {
        return mailstore;
    }

    AccountRegister accounts() {
        return accounts;
    }

    DurableQueue queue() {
        return queue;
    }

    /// One connection from outside.
    void welcome(Endpoint end) {
        door.welcome(new Inward(end, peril));
    }

    /// Ends the threads that outlive it, after its end; what they still do reaches nothing.
    void buried() {
        disk.stop();
        intake.close();
        mailstore.close();
        blobs.close();
        database.close();
    }
}
