package org.postern.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.postern.server.blobs.FolderDisk;
import org.postern.server.blobs.SegmentFile;
import org.postern.server.time.Clock;

/// The store alone, with 10 KB messages for 200 accounts.
///
/// - `append FOLDER SECONDS`: 256 writers beside a raw append to a preallocated file with one sync for as many
///   messages, on the same disk in the same run; then how long the index needs to follow
/// - `reads FOLDER MESSAGES`: the newest 50 of one mailbox, and changes after one arrival
/// - `mixed FOLDER SECONDS`: 200 accounts read while 1,000 messages a second arrive
public final class StoreBench {
    private static final int WRITERS = 256;
    private static final int ROUNDS = 3;
    private static final int ARRIVALS_A_SECOND = 1000;
    private static final int READS_A_SECOND = 200;
    private static final Clock CLOCK = Clock.system();

    private StoreBench() {}

    public static void main(String[] arguments) throws Exception {
        int number = Integer.parseInt(arguments[2]);
        try (var fixture = new StoreFixture(Path.of(arguments[1]))) {
            switch (arguments[0]) {
                case "append" -> append(fixture, Duration.ofSeconds(number));
                case "reads" -> reads(fixture, number);
                case "mixed" -> mixed(fixture, Duration.ofSeconds(number));
                default -> throw new IllegalArgumentException("append, reads or mixed");
            }
        }
    }

    private static void append(StoreFixture fixture, Duration time) throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            double raw = raw(fixture, false, time);
            double direct = raw(fixture, true, time);
            var before = Spent.soFar();
            long start = CLOCK.nanos();
            long messages = write(fixture, round, time);
            double rate = messages * 1e9 / (CLOCK.nanos() - start);
            fixture.settle(0);
            double filed = messages * 1e9 / (CLOCK.nanos() - start);
            var spent = Spent.soFar().since(before, (int) messages);
            StoreFixture.print(String.format(
                    Locale.ROOT,
                    "round %d: raw %,.0f messages/s, past the page cache %,.0f; kept %,.0f (%.2f, %.2f),"
                            + " kept and filed %,.0f (%.2f, %.2f), CPU µs a message, of it index, log, handing"
                            + " over, JVM: %s",
                    round,
                    raw,
                    direct,
                    rate,
                    rate / raw,
                    rate / direct,
                    filed,
                    filed / raw,
                    filed / direct,
                    spent.csv()));
        }
    }

    /// Octets that are no blocks go through the page cache, whole blocks past it.
    private static double raw(StoreFixture fixture, boolean blocks, Duration time) throws IOException {
        int length = WRITERS * StoreFixture.BODY;
        var batch = blocks
                ? SegmentFile.blocks(length)
                : ByteBuffer.allocateDirect(length + 1).slice(1, length);
        var disk = FolderDisk.in(fixture.folder().resolve("raw"));
        try (var file = disk.create("raw")) {
            long size = StoreFixture.SEGMENT * 8 / length * length;
            for (long at = 0; at < size; at += length) {
                file.write(batch.clear(), at);
            }
            file.sync();
            long start = CLOCK.nanos();
            long messages = 0;
            while (CLOCK.nanos() - start < time.toNanos()) {
                file.write(batch.clear(), messages * StoreFixture.BODY % size);
                file.sync();
                messages += WRITERS;
            }
            return messages * 1e9 / (CLOCK.nanos() - start);
        } finally {
            disk.remove("raw");
        }
    }

    /// @param seed another for each round, or messages of one would be replies to those of another
    private static long write(StoreFixture fixture, int seed, Duration time) throws Exception {
        var body = StoreFixture.octets(StoreFixture.BODY);
        var messages = new LongAdder();
        var second = new AtomicInteger();
        long start = CLOCK.nanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Future<?>>();
            for (int i = 0; i < WRITERS; i++) {
                var random = new Random(seed * WRITERS + i);
                writers.add(threads.submit(() -> {
                    while (CLOCK.nanos() - start < time.toNanos()) {
                        int account = random.nextInt(StoreFixture.ACCOUNTS);
                        var _ = fixture.store()
                                .accept(List.of(StoreFixture.delivery(
                                        account, second.incrementAndGet() / WRITERS, random, body)));
                        messages.increment();
                    }
                }));
            }
            for (var writer : writers) {
                writer.get();
            }
        }
        return messages.sum();
    }

    private static void reads(StoreFixture fixture, int listed) {
        int account = StoreFixture.ACCOUNTS;
        fixture.open(account);
        fixture.fill(account, 0, listed, StoreFixture.octets(100));
        var reads = new AccountReads(fixture, account);
        StoreFixture.print("newest 50 of " + listed + ": " + reads.newest(false));
        StoreFixture.print("the same, threads collapsed: " + reads.newest(true));
        var changes = reads.changes(listed);
        StoreFixture.print("changes after one arrival: " + changes.whole());
        StoreFixture.print("of it in the database thread: " + changes.inside());
        StoreFixture.print("waking another thread in its place: " + changes.control());
    }

    /// Reads and arrivals begin at set times, whether earlier ones are done or not.
    private static void mixed(StoreFixture fixture, Duration time) throws Exception {
        var body = StoreFixture.octets(StoreFixture.BODY);
        for (int account = 0; account < StoreFixture.ACCOUNTS; account++) {
            fixture.fill(account, 0, 500, StoreFixture.octets(100));
        }
        int reads = (int) (time.toSeconds() * READS_A_SECOND);
        int arrivals = (int) (time.toSeconds() * ARRIVALS_A_SECOND);
        var read = new long[reads];
        var kept = new long[arrivals];
        try (var timer = Executors.newSingleThreadScheduledExecutor();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < reads; i++) {
                int nth = i;
                at(
                        timer,
                        i * 1_000_000_000L / READS_A_SECOND,
                        () -> threads.execute(() -> {
                            long start = CLOCK.nanos();
                            fixture.newest(nth % StoreFixture.ACCOUNTS, true);
                            read[nth] = CLOCK.nanos() - start;
                        }));
            }
            for (int i = 0; i < arrivals; i++) {
                int nth = i;
                at(
                        timer,
                        i * 1_000_000_000L / ARRIVALS_A_SECOND,
                        () -> threads.execute(() -> {
                            var random = new Random(nth);
                            int account = random.nextInt(StoreFixture.ACCOUNTS);
                            long start = CLOCK.nanos();
                            var _ = fixture.store()
                                    .accept(List.of(StoreFixture.delivery(account, 1000 + nth, random, body)));
                            kept[nth] = CLOCK.nanos() - start;
                        }));
            }
            timer.shutdown();
            if (!timer.awaitTermination(time.toSeconds() * 3 + 60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the machine is too slow for this load");
            }
        }
        StoreFixture.print("newest 50, " + READS_A_SECOND + " a second: " + StoreFixture.quantiles(read));
        StoreFixture.print("arrivals, " + ARRIVALS_A_SECOND + " a second: " + StoreFixture.quantiles(kept));
    }

    private static void at(ScheduledExecutorService timer, long nanos, Runnable work) {
        var _ = timer.schedule(work, nanos, TimeUnit.NANOSECONDS);
    }
}
