package org.postern.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postern.server.blobs.BlobsContract.octets;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postern.server.db.StoreBroken;
import org.postern.server.settings.Size;
import org.postern.wire.Octets;

/// Segments on a disk that fails.
class SegmentBlobsFaultsTest {
    private static final int SEGMENT = 64 * 1024;

    @Test
    void after_any_power_cut_what_was_acknowledged_is_there() {
        for (long seed = 1; seed <= 300; seed++) {
            var random = new Random(seed);
            var disk = new FailingDisk(seed);
            var rows = new HashMap<BlobRef, Integer>();
            for (int cut = 0; cut < 3; cut++) {
                disk = liveAndLosePower(disk, rows, random);
            }

            try (var blobs = open(disk, rows.keySet())) {
                for (var row : rows.entrySet()) {
                    assertThat(blobs.read(row.getKey()).toByteArray())
                            .as("seed %d", seed)
                            .isEqualTo(octets(row.getValue(), (int) row.getKey().size())
                                    .toByteArray());
                }
            }
        }
    }

    private static FailingDisk liveAndLosePower(FailingDisk disk, Map<BlobRef, Integer> rows, Random random) {
        try (var blobs = open(disk, rows.keySet())) {
            for (int i = 0; i < 12; i++) {
                int name = random.nextInt(1_000_000);
                var written = blobs.write(List.of(octets(name, 1 + random.nextInt(7000)), octets(name, 20)));
                if (random.nextInt(4) > 0) { // else the rows were never committed
                    written.forEach(ref -> rows.put(ref, name));
                }
                if (random.nextInt(3) == 0 && !rows.isEmpty()) {
                    var gone = rows.keySet().iterator().next();
                    rows.remove(gone);
                    blobs.release(Set.of(gone));
                }
            }
            return disk.afterPowerCut();
        }
    }

    @Test
    void a_flipped_bit_is_found_and_the_rest_stays_readable() {
        var disk = new FailingDisk(1);
        try (var blobs = open(disk, List.of())) {
            var written = blobs.write(List.of(octets(1, 1000), octets(2, 1000), octets(3, 1000)));
            int second = Integer.parseInt(written.get(1).place().split(":")[1]);

            disk.flip("segment-000001", second + RecordHeader.SIZE + 500);

            assertThatThrownBy(() -> blobs.read(written.get(1)))
                    .isInstanceOf(StoreBroken.class)
                    .hasMessageContaining("damaged");
            assertThat(blobs.read(written.get(0)).toByteArray())
                    .isEqualTo(octets(1, 1000).toByteArray());
            assertThat(blobs.read(written.get(2)).toByteArray())
                    .isEqualTo(octets(3, 1000).toByteArray());
        }
    }

    @Test
    void a_damaged_record_does_not_let_those_behind_it_be_cut_at_the_next_start() {
        var disk = new FailingDisk(1);
        List<BlobRef> written;
        try (var blobs = open(disk, List.of())) {
            written = blobs.write(List.of(octets(1, 1000), octets(2, 1000), octets(3, 1000)));
        }
        disk.flip("segment-000001", Integer.parseInt(written.get(1).place().split(":")[1]) + 100);

        try (var blobs = open(disk, written)) {
            var more = blobs.write(List.of(octets(4, 1000))).getFirst();

            assertThat(blobs.read(written.get(2)).toByteArray())
                    .isEqualTo(octets(3, 1000).toByteArray());
            assertThat(blobs.read(more).toByteArray()).isEqualTo(octets(4, 1000).toByteArray());
        }
    }

    @Test
    void a_failed_sync_is_told_and_the_next_batch_is_kept_elsewhere() {
        var disk = new FailingDisk(1);
        try (var blobs = open(disk, List.of())) {
            var before = blobs.write(List.of(octets(1, 1000))).getFirst();
            disk.failSyncs("segment-000001");

            assertThatThrownBy(() -> blobs.write(List.of(octets(2, 1000)))).isInstanceOf(StoreBroken.class);
            var after = blobs.write(List.of(octets(3, 1000))).getFirst();

            assertThat(blobs.read(before).toByteArray())
                    .isEqualTo(octets(1, 1000).toByteArray());
            assertThat(blobs.read(after).toByteArray())
                    .isEqualTo(octets(3, 1000).toByteArray());
            assertThat(after.place().split(":")[0]).isNotEqualTo(before.place().split(":")[0]);
        }
    }

    @Test
    void what_was_released_with_its_whole_segment_is_wiped_and_its_ref_is_dead() throws Exception {
        var disk = new FailingDisk(1);
        var secret = "a very particular word";
        BlobRef ref;
        try (var blobs = open(disk, List.of())) {
            ref = blobs.write(List.of(Octets.ascii(secret))).getFirst();
            assertThat(text(disk)).contains(secret);
            blobs.release(List.of(ref));
        }

        try (var blobs = open(disk, List.of())) {
            for (int i = 0; i < 40; i++) { // past the end of the first segment, whose records nobody names
                blobs.release(blobs.write(List.of(octets(i, 6000))));
            }
            assertThatThrownBy(() -> blobs.read(ref)).isInstanceOf(StoreBroken.class);
        }
        open(disk, List.of()).close();

        assertThat(text(disk)).doesNotContain(secret);
    }

    private static String text(FailingDisk disk) throws Exception {
        return new String(disk.everything(), StandardCharsets.ISO_8859_1);
    }

    private static SegmentBlobs open(FailingDisk disk, java.util.Collection<BlobRef> rows) {
        return SegmentBlobs.open(
                disk, new BlobSettings(new Size(SEGMENT)), List.of(Rows.countedOnce(List.copyOf(rows))));
    }
}
