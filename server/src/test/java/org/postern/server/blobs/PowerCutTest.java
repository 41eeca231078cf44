package org.postern.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.server.blobs.BlobsContract.octets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postern.server.db.StoreBroken;
import org.postern.server.settings.Size;
import org.postern.server.time.ManualClock;
import org.postern.server.trace.Metrics;
import org.postern.wire.Octets;

/// The power fails in the middle of writing, compaction, wiping and recovery; the model of the disk is
/// described in docs/adr/0005-compaction.md. The seed says what is written, at which change of the disk the
/// power fails and what survives; how the store's threads take turns is up to the scheduler.
@ExtendWith(Silence.class)
class PowerCutTest {
    private static final int SEEDS = 1000;
    private static final int LIVES = 3;
    private static final BlobSettings SETTINGS =
            new BlobSettings(new Size(32 * 1024), Duration.ofHours(24), 10, new Size(1 << 30), new Size(0));

    @Test
    void after_any_power_cut_every_row_has_its_octets_and_nothing_else_is_kept() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            check(seed);
        }
    }

    private static void check(long seed) {
        var random = new Random(seed);
        var disk = new FailingDisk(seed);
        var rows = new ModelRows(disk);
        for (int life = 0; life < LIVES; life++) {
            disk.cutAfter(20 + random.nextInt(250));
            live(disk, rows, random);
            disk = disk.afterPowerCut();
            if (random.nextBoolean()) {
                disk.cutAfter(random.nextInt(6));
                recover(disk, rows);
                disk = disk.afterPowerCut();
            }
            rows.continueOn(disk);
        }
        checkAll(seed, disk, rows);
    }

    /// Until the power fails, or for a while.
    private static void live(FailingDisk disk, ModelRows rows, Random random) {
        rows.continueOn(disk);
        var clock = new ManualClock();
        try (var blobs = SegmentBlobs.open(disk, SETTINGS, List.of(rows), clock, new Metrics());
                var compactor = new Compactor(blobs, SETTINGS, clock, new Metrics())) {
            for (int i = 0; i < 40; i++) {
                act(blobs, rows, random);
                if (random.nextInt(4) == 0) {
                    clock.advance(Duration.ofHours(random.nextInt(16)));
                    compactor.round();
                }
            }
        } catch (StoreBroken noPower) {
            assertThat(noPower).isNotNull(); // told, as it should be
        }
    }

    private static void act(SegmentBlobs blobs, ModelRows rows, Random random) {
        if (random.nextInt(5) < 3) {
            var seeds = random.ints(1 + random.nextInt(3), 0, 1_000_000).boxed().toList();
            var written = blobs.write(seeds.stream().map(PowerCutTest::message).toList());
            for (int i = 0; i < seeds.size(); i++) {
                if (random.nextInt(8) > 0) { // else the process never came to write the row
                    rows.add(written.get(i), seeds.get(i));
                }
            }
            return;
        }
        var ids = new ArrayList<>(rows.ids());
        for (int i = 0; i < 2 && !ids.isEmpty(); i++) {
            blobs.release(List.of(rows.remove(ids.remove(random.nextInt(ids.size())))));
        }
    }

    private static Octets message(int seed) {
        return octets(seed, seed % 20 == 0 ? 9000 + seed % 5000 : seed % 3000);
    }

    private static void recover(FailingDisk disk, ModelRows rows) {
        try {
            SegmentBlobs.open(disk, SETTINGS, List.of(rows), new ManualClock(), new Metrics())
                    .close();
        } catch (StoreBroken noPower) {
            assertThat(noPower).isNotNull(); // the next start tries again
        }
    }

    private static void checkAll(long seed, FailingDisk disk, ModelRows rows) {
        try (var blobs = SegmentBlobs.open(disk, SETTINGS, List.of(rows), new ManualClock(), new Metrics())) {
            long small = 0;
            long large = 0;
            for (var row : rows.all()) {
                assertThat(blobs.read(row.ref()).toByteArray())
                        .as("seed %d", seed)
                        .isEqualTo(message(row.seed()).toByteArray());
                boolean isLarge = row.ref().size() > SETTINGS.segmentSize().bytes() / 8;
                small += isLarge ? 0 : RecordHeader.SIZE + row.ref().size();
                large += isLarge ? 1 : 0;
            }
            assertThat(blobs.use().liveOctets()).as("seed %d", seed).isEqualTo(small);
            assertThat(blobs.use().largeBlobs()).as("seed %d", seed).isEqualTo(large);
            var after = blobs.write(List.of(message(1))).getFirst();
            assertThat(blobs.read(after).toByteArray()).isEqualTo(message(1).toByteArray());
        }
    }
}
