package org.postern.bench;

import com.google.errorprone.annotations.FormatMethod;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.postern.seal.SealedMessage;
import org.postern.server.accounts.AccountId;
import org.postern.server.blobs.BlobSettings;
import org.postern.server.blobs.FolderDisk;
import org.postern.server.blobs.SegmentBlobs;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.events.Events;
import org.postern.server.mailstore.EmailFilter;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.EmailQuery;
import org.postern.server.mailstore.MailBodies;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.NewEmail;
import org.postern.server.mailstore.Role;
import org.postern.server.mailstore.Snapshot;
import org.postern.server.mailstore.StoredMail;
import org.postern.server.settings.Size;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;

/// The store alone: 256 writers of 10 KB messages, beside a raw append to a preallocated file with one
/// sync for as many messages, on the same disk in the same run; then lists of a mailbox that has grown.
///
/// `StoreBench FOLDER SECONDS MESSAGES_IN_THE_LIST`
public final class StoreBench {
    private static final int WRITERS = 256;
    private static final int BODY = 10 * 1024;
    private static final int ACCOUNTS = 200;
    private static final int READS = 2000;
    private static final long SEGMENT = 64L << 20;
    private static final long QUOTA = 1L << 50;
    private static final Clock CLOCK = Clock.system();

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Path folder;
    private final Duration time;
    private final int listed;

    private StoreBench(Path folder, Duration time, int listed) {
        this.folder = folder;
        this.time = time;
        this.listed = listed;
    }

    public static void main(String[] arguments) throws Exception {
        new StoreBench(
                        Path.of(arguments[0]),
                        Duration.ofSeconds(Long.parseLong(arguments[1])),
                        Integer.parseInt(arguments[2]))
                .run();
    }

    private void run() throws Exception {
        var data = Files.createTempDirectory(Files.createDirectories(folder), "store-bench");
        try (var database = SqliteDatabase.open(data);
                var blobs = SegmentBlobs.open(
                        FolderDisk.in(data.resolve("blobs")),
                        new BlobSettings(new Size(SEGMENT)),
                        List.of(new MailBodies(database)));
                var store = new StoredMail(database, blobs, new Events())) {
            for (int account = 0; account < ACCOUNTS; account++) {
                store.open(new AccountId(account), QUOTA);
            }
            for (int round = 1; round <= 3; round++) {
                double raw = raw(data.resolve("raw-" + round));
                double kept = kept(store);
                print(
                        "round %d: raw %,.0f messages/s, store %,.0f messages/s, %.2f of raw",
                        round, raw, kept, kept / raw);
            }
            lists(store);
        }
    }

    private double raw(Path file) throws IOException {
        var batch = ByteBuffer.allocateDirect(WRITERS * BODY);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long size = SEGMENT * 8;
            for (long at = 0; at < size; at += batch.capacity()) {
                channel.write(batch.clear(), at);
            }
            channel.force(true);
            long start = CLOCK.nanos();
            long messages = 0;
            while (CLOCK.nanos() - start < time.toNanos()) {
                channel.write(batch.clear(), messages * BODY % size);
                channel.force(false);
                messages += WRITERS;
            }
            return messages * 1e9 / (CLOCK.nanos() - start);
        } finally {
            Files.delete(file);
        }
    }

    private double kept(Mailstore store) throws Exception {
        var body = Octets.of(random(BODY));
        var messages = new LongAdder();
        long start = CLOCK.nanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Future<?>>();
            for (int i = 0; i < WRITERS; i++) {
                var random = new Random(i);
                writers.add(threads.submit(() -> {
                    while (CLOCK.nanos() - start < time.toNanos()) {
                        store.accept(List.of(delivery(random.nextInt(ACCOUNTS), random, body)));
                        messages.increment();
                    }
                }));
            }
            for (var writer : writers) {
                writer.get();
            }
        }
        return messages.sum() * 1e9 / (CLOCK.nanos() - start);
    }

    /// Newest 50: query, rows and what opens them, as a page asks for a list.
    private void lists(Mailstore store) {
        int account = ACCOUNTS;
        store.open(new AccountId(account), QUOTA);
        var random = new Random(1);
        var small = Octets.of(random(100));
        for (int made = 0; made < listed; made += 500) {
            var some = new ArrayList<Mailstore.Delivery>();
            for (int i = 0; i < 500; i++) {
                some.add(delivery(account, random, small));
            }
            store.append(some);
        }
        var id = new AccountId(account);
        var inbox = store.read(id, Snapshot::mailboxes).stream()
                .filter(box -> box.role().filter(role -> role == Role.INBOX).isPresent())
                .findFirst()
                .orElseThrow();
        for (boolean collapsed : new boolean[] {false, true}) {
            var query = new EmailQuery(new EmailFilter.InMailbox(inbox.id()), List.of(), collapsed);
            report(
                    "newest 50 of %,d, collapsed=%b".formatted(listed, collapsed),
                    () -> store.read(id, snapshot -> {
                        var page = (EmailQuery.Found.Page) snapshot.query(query, new EmailQuery.Window.At(0, 50), true);
                        List<EmailId> ids = page.ids();
                        return snapshot.emails(ids).size()
                                + snapshot.openings(ids).size();
                    }));
        }
        report(
                "changes after one arrival",
                () -> {
                    long before = store.read(id, Snapshot::state);
                    store.append(List.of(delivery(account, random, small)));
                    return before;
                },
                before -> store.read(id, snapshot -> snapshot.emailChanges(before, 500)));
    }

    private void report(String what, Supplier<Object> call) {
        report(what, () -> 0L, before -> call.get());
    }

    private void report(String what, LongSupplier before, LongFunction<Object> call) {
        var took = new long[READS];
        for (int i = -READS / 2; i < READS; i++) {
            long given = before.getAsLong();
            long start = CLOCK.nanos();
            var _ = call.apply(given);
            took[Math.max(0, i)] = CLOCK.nanos() - start;
        }
        Arrays.sort(took);
        print("%s: p50 %.3f ms, p99 %.3f ms", what, took[READS / 2] / 1e6, took[READS * 99 / 100] / 1e6);
    }

    private static Mailstore.Delivery delivery(int account, Random random, Octets body) {
        var hash = new byte[16];
        random.nextBytes(hash);
        return new Mailstore.Delivery(
                new AccountId(account),
                new NewEmail(
                        new SealedMessage(Octets.of(random(100)), Octets.of(random(600)), body),
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

    @FormatMethod
    private void print(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
