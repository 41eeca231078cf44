package org.postern.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.server.blobs.BlobsContract.octets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.server.settings.Size;
import org.postern.server.time.ManualClock;
import org.postern.server.trace.Metrics;

/// A month of mail in small: how much more the files take than the mail that is in them.
class AmplificationTest {
    private static final int DAYS = 30;
    private static final int WARM_UP = 3;
    private static final int ARRIVALS_A_DAY = 1200;
    private static final int SEGMENT = 256 * 1024;
    private static final double MOST = 1.5;
    private static final BlobSettings SETTINGS =
            new BlobSettings(new Size(SEGMENT), Duration.ofHours(24), 25, new Size(1L << 40), new Size(0));

    private final ManualClock clock = new ManualClock();
    private final Random random = new Random(20260301);
    private final FailingDisk disk = new FailingDisk(1);
    private final ModelRows rows = new ModelRows(disk);
    private final PriorityQueue<Due> deletions = new PriorityQueue<>();

    /// A message that its reader deletes at that hour.
    private record Due(long hour, long row) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return Long.compare(hour, other.hour);
        }
    }

    @Test
    void in_a_month_the_files_never_take_half_as_much_again_as_the_mail() throws Exception {
        var days = new ArrayList<Double>();
        try (var blobs = SegmentBlobs.open(disk, SETTINGS, List.of(rows), clock, new Metrics());
                var compactor = new Compactor(blobs, SETTINGS, clock, new Metrics())) {
            for (int day = 0; day < DAYS; day++) {
                live(blobs, compactor, day);
                blobs.spares().awaitWiped();
                days.add(amplification());
            }

            assertThat(days.subList(WARM_UP, DAYS)).as("by day: %s", days).allMatch(ratio -> ratio < MOST);
            assertThat(rows.all())
                    .allSatisfy(row -> assertThat(blobs.read(row.ref()).toByteArray())
                            .isEqualTo(message(row.seed()).toByteArray()));
        }
    }

    private void live(SegmentBlobs blobs, Compactor compactor, int day) {
        for (int hour = 0; hour < 24; hour++) {
            long now = day * 24L + hour;
            for (int i = 0; i < ARRIVALS_A_DAY / 24; i++) {
                int seed = random.nextInt(1_000_000);
                long row = rows.add(blobs.write(List.of(message(seed))).getFirst(), seed);
                long hours = hoursKept();
                if (hours > 0) {
                    deletions.add(new Due(now + hours, row));
                }
            }
            while (!deletions.isEmpty() && deletions.element().hour() <= now) {
                blobs.release(List.of(rows.remove(deletions.remove().row())));
            }
            clock.advance(Duration.ofHours(1));
            compactor.round();
        }
    }

    /// Three in ten are deleted the same day, three within two weeks, some later; three in ten are kept.
    private long hoursKept() {
        int kind = random.nextInt(10);
        return kind < 3
                ? 1 + random.nextInt(20)
                : kind < 6 ? 24 + random.nextInt(13 * 24) : kind < 7 ? 15 * 24 + random.nextInt(60 * 24) : 0;
    }

    private static org.postern.wire.Octets message(int seed) {
        return octets(seed, 800 + seed % 6000 + (seed % 40 == 0 ? 40_000 : 0));
    }

    /// Files of every kind, spares and all, to the mail in them.
    private double amplification() {
        long mail = rows.all().stream().mapToLong(row -> row.ref().size()).sum();
        return (double) disk.octets() / mail;
    }
}
