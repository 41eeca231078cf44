package org.postern.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.postern.seal.SealedMessage;
import org.postern.server.accounts.AccountId;
import org.postern.server.blobs.BlobSettings;
import org.postern.server.blobs.FolderDisk;
import org.postern.server.blobs.SegmentBlobs;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.events.Events;
import org.postern.server.mailstore.EmailFilter;
import org.postern.server.mailstore.EmailQuery;
import org.postern.server.mailstore.MailBodies;
import org.postern.server.mailstore.Mailbox;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.NewEmail;
import org.postern.server.mailstore.Role;
import org.postern.server.mailstore.Snapshot;
import org.postern.server.mailstore.StoredMail;
import org.postern.server.settings.Size;
import org.postern.wire.Octets;

/// A store in a folder of its own, removed at the end, with accounts `0` to `ACCOUNTS - 1`.
final class StoreFixture implements AutoCloseable {
    static final int ACCOUNTS = 200;
    static final int BODY = 10 * 1024;
    static final long SEGMENT = 64L << 20;

    private static final long QUOTA = 1L << 50;
    private static final int AT_ONCE = 200;
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private final Path folder;
    private final SqliteDatabase database;
    private final SegmentBlobs blobs;
    private final StoredMail store;

    StoreFixture(Path within) throws IOException {
        folder = Files.createTempDirectory(Files.createDirectories(within), "store-bench");
        database = SqliteDatabase.open(folder);
        blobs = SegmentBlobs.open(
                FolderDisk.in(folder.resolve("blobs")),
                new BlobSettings(new Size(SEGMENT)),
                List.of(new MailBodies(database)));
        store = new StoredMail(database, blobs, new Events());
        for (int account = 0; account < ACCOUNTS; account++) {
            open(account);
        }
    }

    Path folder() {
        return folder;
    }

    Mailstore store() {
        return store;
    }

    void open(int account) {
        store.open(new AccountId(account), QUOTA);
    }

    /// Adds messages to one account's inbox, the later the newer.
    void fill(int account, int from, int to, Octets body) {
        var random = new Random(from);
        for (int made = from; made < to; made += AT_ONCE) {
            var some = new ArrayList<Mailstore.Delivery>();
            for (int i = made; i < Math.min(to, made + AT_ONCE); i++) {
                some.add(delivery(account, i, random, body));
            }
            store.accept(some);
        }
        settle(account);
    }

    /// Returns when everything that was accepted is filed.
    void settle(int account) {
        store.append(List.of(delivery(account, Integer.MAX_VALUE, new Random(account), octets(100))));
    }

    /// A message in a thread of its own, as most are.
    static Mailstore.Delivery delivery(int account, int second, Random random, Octets body) {
        var hash = new byte[16];
        random.nextBytes(hash);
        var packets = new byte[700];
        random.nextBytes(packets);
        return new Mailstore.Delivery(
                new AccountId(account),
                new NewEmail(
                        new SealedMessage(
                                Octets.of(Arrays.copyOf(packets, 100)),
                                Octets.of(Arrays.copyOfRange(packets, 100, 700)),
                                body),
                        Octets.of(hash),
                        Set.of(new NewEmail.Folder.ByRole(Role.INBOX)),
                        Set.of(),
                        Instant.ofEpochSecond(1_700_000_000L + second)));
    }

    static Octets octets(int size) {
        var octets = new byte[size];
        new Random(size).nextBytes(octets);
        return Octets.of(octets);
    }

    /// The newest 50 as a page asks for a list: query, rows and what opens them.
    int newest(int account, boolean collapsed) {
        return store.read(new AccountId(account), snapshot -> {
            var inbox = snapshot.mailboxes().stream()
                    .filter(box -> box.role().filter(role -> role == Role.INBOX).isPresent())
                    .map(Mailbox::id)
                    .findFirst()
                    .orElseThrow();
            var query = new EmailQuery(new EmailFilter.InMailbox(inbox), List.of(), collapsed);
            var ids = ((EmailQuery.Found.Page) snapshot.query(query, new EmailQuery.Window.At(0, 50), true)).ids();
            return snapshot.emails(ids).size() + snapshot.openings(ids).size();
        });
    }

    long state(int account) {
        return store.read(new AccountId(account), Snapshot::state);
    }

    /// CPU time of the whole process so far.
    static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    static String quantiles(long[] nanos) {
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "p50 %.3f ms, p99 %.3f ms",
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6);
    }

    static void print(String line) {
        OUT.println(line);
    }

    @Override
    public void close() throws IOException {
        store.close();
        blobs.close();
        database.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }
}
