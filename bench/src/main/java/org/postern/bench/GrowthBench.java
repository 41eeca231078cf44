package org.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.postern.lab.svg.Plot;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;

/// `postern bench growth FOLDER MESSAGES [PICTURE]`: what a message costs a store that holds more and more of
/// them, by who in the process spends it; then the reads of one account that has them all. The curve is drawn
/// into a file.
///
/// At each size some probes of 10,000 messages are taken and the middle one is told: messages of 1 KB for 200
/// accounts, each in a thread of its own, 200 to a transaction, whatever the disk's speed.
final class GrowthBench {
    private static final int FIRST = 10_000;
    private static final int PROBED = 10_000;
    private static final int PROBES = 3;
    private static final int WARM = 60_000;
    private static final int STEPS = 2; // sizes for each power of ten
    private static final int AT_ONCE = 200;
    private static final Clock CLOCK = Clock.system();
    private static final Octets BODY = StoreFixture.octets(1024);

    private GrowthBench() {}

    static void main(String[] words) throws IOException {
        var folder = Path.of(words[0]);
        int most = Integer.parseInt(words[1]);
        long began = CLOCK.nanos();
        var table = shared(folder, most);
        if (words.length > 2) {
            var x = new Plot.Axis("messages in the store", true);
            var y = new Plot.Axis("CPU time for one more, µs", false);
            Files.writeString(
                    Path.of(words[2]),
                    Plot.ofTable("What the next message costs", table, x, y).svg());
        }
        oneAccount(folder, most);
        StoreFixture.print(String.format(Locale.ROOT, "%n%.0f s in all.%n", (CLOCK.nanos() - began) / 1e9));
        StoreFixture.print(Run.circumstances());
    }

    /// @return lines of CSV
    private static List<String> shared(Path folder, int most) throws IOException {
        try (var warm = new StoreFixture(folder)) {
            grow(warm, 0, WARM);
        }
        var table = new ArrayList<String>();
        table.add("stored,all,the index (SQLite),the log,handing over,the JVM itself");
        StoreFixture.print(
                "| stored | CPU µs a message | of it index, log, handing over, JVM | wall µs | reads, writes of files"
                        + " | KB written |\n|---|---|---|---|---|---|");
        try (var fixture = new StoreFixture(folder)) {
            int stored = 0;
            for (int step = 0; ; step++) {
                int size = (int) Math.round(FIRST * Math.pow(10, step / (double) STEPS));
                if (size > most) {
                    return table;
                }
                grow(fixture, stored, size - stored);
                var probes = new ArrayList<Spent>();
                for (int i = 0; i < PROBES; i++) {
                    var before = Spent.soFar();
                    grow(fixture, size + i * PROBED, PROBED);
                    probes.add(Spent.soFar().since(before, PROBED));
                }
                stored = size + PROBES * PROBED;
                probes.sort(Comparator.comparingDouble(Spent::cpu));
                var middle = probes.get(PROBES / 2);
                table.add(size + "," + middle.csv());
                StoreFixture.print("| " + String.format(Locale.ROOT, "%,d", size) + " | " + middle.cells() + " |");
            }
        }
    }

    private static void grow(StoreFixture fixture, int stored, int step) {
        var random = new Random(stored);
        var some = new ArrayList<Mailstore.Delivery>();
        for (int i = 0; i < step; i++) {
            some.add(StoreFixture.delivery(random.nextInt(StoreFixture.ACCOUNTS), stored + i, random, BODY));
            if (some.size() == AT_ONCE || i == step - 1) {
                fixture.store().append(some);
                some.clear();
            }
        }
    }

    private static void oneAccount(Path folder, int most) throws IOException {
        StoreFixture.print(
                "\n| one account with | newest 50 | the same, threads collapsed | Email/changes after one arrival | of it in the"
                        + " database thread | only waking a thread |\n|---|---|---|---|---|---|");
        try (var fixture = new StoreFixture(folder)) {
            fixture.open(StoreFixture.ACCOUNTS);
            int stored = 0;
            for (int size = Math.max(FIRST, most / 10); size <= most; size *= 10) {
                fixture.fill(StoreFixture.ACCOUNTS, stored, size, StoreFixture.octets(100));
                stored = size;
                var reads = new AccountReads(fixture, StoreFixture.ACCOUNTS);
                var newest = reads.newest(false);
                var collapsed = reads.newest(true);
                var changes = reads.changes(stored);
                StoreFixture.print(String.format(
                        Locale.ROOT,
                        "| %,d | %s | %s | %s | %s | %s |",
                        size,
                        newest,
                        collapsed,
                        changes.whole(),
                        changes.inside(),
                        changes.control()));
                stored += 2 * AccountReads.ARRIVALS;
            }
        }
    }
}
