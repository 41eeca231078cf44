package org.postern.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postern.seal.SealedMessage;
import org.postern.server.accounts.AccountId;
import org.postern.server.blobs.BlobSettings;
import org.postern.server.blobs.Compactor;
import org.postern.server.blobs.FolderDisk;
import org.postern.server.blobs.SegmentBlobs;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.events.Events;
import org.postern.server.mailstore.Appended;
import org.postern.server.mailstore.EmailEdits;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.MailBodies;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.NewEmail;
import org.postern.server.mailstore.Role;
import org.postern.server.mailstore.StoredMail;
import org.postern.server.settings.Size;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.Octets;

/// How long arrivals wait while segments are emptied: steady arrivals of 10 KB, half of them deleted soon
/// after, alternately without and with a compactor that never rests.
///
/// `CompactionBench FOLDER SECONDS MESSAGES_A_SECOND`
public final class CompactionBench {
    private static final AccountId ACCOUNT = new AccountId(1);
    private static final int WRITERS = 4;
    private static final int ROUNDS = 3;
    private static final Clock CLOCK = Clock.system();
    private static final Octets BODY = Octets.of(random(10 * 1024));
    private static final BlobSettings SETTINGS =
            new BlobSettings(new Size(16 << 20), Duration.ofHours(24), 25, new Size(32 << 20), new Size(16 << 20));

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Duration time;
    private final long gapNanos;
    private final ConcurrentLinkedQueue<EmailId> doomed = new ConcurrentLinkedQueue<>();

    private CompactionBench(Duration time, int messagesASecond) {
        this.time = time;
        this.gapNanos = WRITERS * 1_000_000_000L / messagesASecond;
    }

    public static void main(String[] arguments) throws Exception {
        var bench =
                new CompactionBench(Duration.ofSeconds(Long.parseLong(arguments[1])), Integer.parseInt(arguments[2]));
        bench.run(Files.createTempDirectory(Files.createDirectories(Path.of(arguments[0])), "compaction-bench"));
    }

    private void run(Path data) throws Exception {
        var metrics = new Metrics();
        try (var database = SqliteDatabase.open(data);
                var blobs = SegmentBlobs.open(
                        FolderDisk.in(data.resolve("segments")),
                        SETTINGS,
                        List.of(new MailBodies(database)),
                        CLOCK,
                        metrics);
                var store = new StoredMail(database, blobs, new Events());
                var compactor = new Compactor(blobs, SETTINGS, CLOCK, metrics)) {
            store.open(ACCOUNT, 1L << 50);
            arrivals(store); // warm
            for (int round = 1; round <= ROUNDS; round++) {
                report(round, "alone", arrivals(store));
                var going = new AtomicBoolean(true);
                var worker = Thread.ofPlatform().start(() -> {
                    while (going.get()) {
                        compactor.round();
                    }
                });
                report(round, "while compacting", arrivals(store));
                going.set(false);
                worker.join();
            }
            metrics.text()
                    .lines()
                    .filter(line -> line.startsWith("postern_store"))
                    .forEach(out::println);
        }
    }

    /// @return nanoseconds of each append, sorted
    private List<Long> arrivals(Mailstore store) throws Exception {
        var took = new ConcurrentLinkedQueue<Long>();
        long start = CLOCK.nanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Future<?>>();
            for (int i = 0; i < WRITERS; i++) {
                var random = new Random(i);
                writers.add(threads.submit(() -> {
                    for (long due = start; due - start < time.toNanos(); due += gapNanos) {
                        CLOCK.sleep(Duration.ofNanos(Math.max(0, due - CLOCK.nanos())));
                        took.add(arrival(store, random));
                        delete(store);
                    }
                    return true;
                }));
            }
            for (var writer : writers) {
                writer.get();
            }
        }
        return took.stream().sorted().toList();
    }

    private long arrival(Mailstore store, Random random) {
        var delivery = delivery(random);
        long before = CLOCK.nanos();
        var appended = store.append(List.of(delivery)).getFirst();
        long took = CLOCK.nanos() - before;
        if (random.nextBoolean() && appended instanceof Appended.Kept kept) {
            doomed.add(kept.id());
        }
        return took;
    }

    private void delete(Mailstore store) {
        if (doomed.size() > 100) {
            var ids = new ArrayList<EmailId>();
            for (var id = doomed.poll(); id != null && ids.size() < 100; id = doomed.poll()) {
                ids.add(id);
            }
            var _ = store.edit(ACCOUNT, new EmailEdits(OptionalLong.empty(), List.of(), ids));
        }
    }

    private static Mailstore.Delivery delivery(Random random) {
        var hash = new byte[16];
        random.nextBytes(hash);
        return new Mailstore.Delivery(
                ACCOUNT,
                new NewEmail(
                        new SealedMessage(Octets.of(new byte[100]), Octets.of(new byte[600]), BODY),
                        Octets.of(hash),
                        Set.of(new NewEmail.Folder.ByRole(Role.INBOX)),
                        Set.of(),
                        Instant.ofEpochSecond(1_700_000_000L + random.nextInt(100_000_000))));
    }

    private static byte[] random(int size) {
        var octets = new byte[size];
        new Random(size).nextBytes(octets);
        return octets;
    }

    private void report(int round, String what, List<Long> took) {
        out.printf(
                Locale.ROOT,
                "round %d, %s: %d appends, p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                round,
                what,
                took.size(),
                took.get(took.size() / 2) / 1e6,
                took.get(took.size() * 99 / 100) / 1e6,
                took.getLast() / 1e6);
    }
}
