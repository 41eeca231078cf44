package org.postern.server.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.postern.server.accounts.Account;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.Accounts;
import org.postern.server.blobs.BlobSettings;
import org.postern.server.blobs.FolderDisk;
import org.postern.server.blobs.SegmentBlobs;
import org.postern.server.db.TestDatabase;
import org.postern.server.events.Change;
import org.postern.server.events.Events;
import org.postern.server.intake.Arrival;
import org.postern.server.intake.Intake;
import org.postern.server.intake.Outcome;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.ThreadId;
import org.postern.server.net.DirectDialer;
import org.postern.server.notary.DkimKeys;
import org.postern.server.notary.DkimSigner;
import org.postern.server.settings.Size;
import org.postern.server.smtpout.Courier;
import org.postern.server.smtpout.DeliverySettings;
import org.postern.server.smtpout.FixedNames;
import org.postern.server.smtpout.Timeouts;
import org.postern.server.time.Clock;
import org.postern.server.time.ManualClock;
import org.postern.server.trace.Metrics;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// A queue on real database and blobs, with accounts and intake written down by the test, and routes to
/// peers of the test. It can be closed, or left as a killed process leaves it, and opened again.
final class QueueBench implements AutoCloseable {
    static final AccountId ADA = new AccountId(7);
    static final Domain HOME = new Domain("postern.example");

    final ManualClock clock = new ManualClock();
    final FixedNames names = new FixedNames();
    final Events events = new Events();
    final List<Change> changes = new CopyOnWriteArrayList<>();
    final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    final Map<String, String> routes = new HashMap<>();
    Outcome intakeSays = new Outcome.Kept();
    QueueSettings settings = QueueSettings.usual();
    DurableQueue queue;

    private final Path folder;
    private TestDatabase database;
    private SegmentBlobs blobs;

    QueueBench(Path folder) {
        this.folder = folder;
        events.subscribe(ADA, changes::add);
        open();
    }

    void open() {
        database = new TestDatabase(folder);
        blobs = SegmentBlobs.open(
                FolderDisk.in(folder.resolve("blobs")),
                new BlobSettings(new Size(1 << 20)),
                List.of(new QueueNames(database)));
        reopenQueue();
    }

    /// A new queue over the same files; the old one, if any, is left as it is, like a killed process.
    void reopenQueue() {
        var accounts = new HomeAccounts();
        var written = routes.entrySet().stream()
                .map(route -> route.getKey() + "=" + route.getValue())
                .toList();
        var delivery = new DeliverySettings(written, false, 25, Duration.ofSeconds(5));
        var courier = new Courier(new Courier.Parts(
                names,
                new DirectDialer(Clock.system()),
                Clock.system(),
                new Random(3),
                new Domain("mx.postern.example"),
                delivery,
                Timeouts.all(Duration.ofSeconds(10)),
                new Metrics()));
        Intake intake = arrival -> {
            arrivals.add(arrival);
            return intakeSays;
        };
        queue = new DurableQueue(new DurableQueue.Parts(
                database,
                blobs,
                accounts,
                intake,
                courier,
                new DkimSigner(new DkimKeys(database, clock), clock),
                events,
                clock,
                new SecureRandom(),
                new Random(11),
                new Domain("mx.postern.example"),
                settings,
                new Metrics()));
    }

    void closeFiles() {
        queue.close();
        blobs.close();
        database.close();
    }

    @Override
    public void close() {
        closeFiles();
    }

    /// Time passes, what is due is tried, and all of it is waited for.
    void pass(Duration time) throws InterruptedException {
        clock.advance(time);
        queue.turn();
        settle();
    }

    void settle() throws InterruptedException {
        queue.awaitIdle();
    }

    /// From now on no row can be written, as on a full disk; or it can again.
    void fillUp(boolean full) {
        database.fillUp(full);
    }

    Octets secretOfOnlyJob() {
        return database.read(tables -> tables.queue().jobs().getFirst().secret());
    }

    void breakEnvelopeOfJob(long job) {
        database.change(tables -> tables.queue().rewriteEnvelope(job, Octets.ascii("not what was sealed")));
    }

    /// What a restore does to the rows.
    void restored() {
        database.change(tables -> tables.backup().beginAnew());
    }

    /// Everything on disk, as one text in which each octet is a character.
    String disk() throws IOException {
        var text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                text.append(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    static Submission mail(String... to) {
        return mail(Submission.Notify.usual(), to);
    }

    static Submission mail(Submission.Notify notify, String... to) {
        var message = Octets.utf8("""
                From: Ada <ada@postern.example>
                To: somebody
                Bcc: secret@elsewhere.example
                User-Agent: Telltale 1.0
                X-Originating-IP: 192.0.2.77
                Subject: plans for tomorrow

                See you at noon.
                """);
        return new Submission(
                Optional.of(new Submission.Owner(ADA, new EmailId(5), new ThreadId(6))),
                MailAddress.parse("ada@postern.example"),
                List.of(parcel(message, notify, to)));
    }

    static Submission.Parcel parcel(Octets message, Submission.Notify notify, String... to) {
        var all = new ArrayList<Submission.To>();
        for (var address : to) {
            all.add(new Submission.To(MailAddress.parse(address).orElseThrow(), notify, Optional.empty()));
        }
        return new Submission.Parcel(message, all);
    }

    /// ada and bea have mailboxes; nobody else.
    private static final class HomeAccounts implements Accounts {
        @Override
        public Route route(MailAddress address) {
            if (!isLocal(address.domain())) {
                return new Route.Elsewhere();
            }
            return switch (address.canonical().local()) {
                case "ada" -> new Route.ToAccount(ADA, address);
                case "bea" -> new Route.ToAccount(new AccountId(8), address);
                default -> new Route.Unknown();
            };
        }

        @Override
        public boolean isLocal(Domain domain) {
            return domain.equals(HOME);
        }

        @Override
        public List<Domain> domains() {
            return List.of(HOME);
        }

        @Override
        public Optional<Account> account(AccountId id) {
            return all().stream().filter(account -> account.id().equals(id)).findFirst();
        }

        @Override
        public List<Account> all() {
            var ada = MailAddress.parse("ada@postern.example").orElseThrow();
            return List.of(new Account(ADA, ada, false, 1 << 30, Instant.EPOCH));
        }
    }
}
