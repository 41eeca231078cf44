package org.postern.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postern.server.blobs.BlobsContract.octets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.server.db.StoreBroken;
import org.postern.server.settings.Size;
import org.postern.server.time.ManualClock;
import org.postern.server.trace.Metrics;

/// What can be read of damaged segments is saved, and the rest is not thrown away.
class RepairTest {
    private static final BlobSettings SETTINGS =
            new BlobSettings(new Size(64 * 1024), Duration.ofHours(24), 25, new Size(1 << 30), new Size(0));

    private final FailingDisk disk = new FailingDisk(1);
    private final FailingDisk aside = new FailingDisk(2);
    private final ModelRows rows = new ModelRows(disk);
    private final ManualClock clock = new ManualClock();
    private final List<Finding> findings = new ArrayList<>();

    @BeforeEach
    void fill() {
        try (var blobs = open()) {
            for (int i = 0; i < 25; i++) {
                rows.add(blobs.write(List.of(octets(i, 6000))).getFirst(), i);
            }
        }
    }

    @Test
    void a_segment_with_a_damaged_first_block_is_saved_whole() {
        disk.flip("segment-000001", 20);

        var report = repair();

        assertThat(report.before().damagedHeaders()).isEqualTo(1);
        assertThat(report.setAside()).isEmpty();
        assertThat(rows.within("1:")).isEmpty();
        allButAreRead(List.of());
    }

    @Test
    void a_segment_whose_beginning_is_lost_keeps_the_rest() {
        for (int at = 0; at < SegmentHeader.SIZE + 200; at++) {
            disk.flip("segment-000001", at);
        }

        var report = repair();

        assertThat(report.setAside()).extracting(one -> one.holder().id()).containsExactly(1L);
        allButAreRead(List.of(1L));
    }

    @Test
    void a_damaged_message_is_named_and_its_octets_are_set_aside() throws Exception {
        disk.flip("segment-000001", offset(3) + 1000);

        var report = repair();

        assertThat(findings)
                .containsExactly(
                        new Finding.Damaged(report.setAside().getFirst().holder()));
        assertThat(report.setAside()).extracting(one -> one.holder().id()).containsExactly(3L);
        assertThat(aside.names()).containsExactly(report.setAside().getFirst().file());
        assertThat(aside.everything()).hasSize(RecordHeader.SIZE + 6000);
        assertThatThrownBy(() -> read(3)).isInstanceOf(StoreBroken.class);
        allButAreRead(List.of(3L));
    }

    @Test
    void to_repair_twice_changes_nothing_more() {
        disk.flip("segment-000001", offset(3) + 1000);
        repair();
        var after = List.copyOf(rows.all());

        var again = repair();

        assertThat(again.moved()).isZero();
        assertThat(again.setAside()).hasSize(1);
        assertThat(rows.all()).isEqualTo(after);
    }

    private Repair.Report repair() {
        try (var blobs = open();
                var compactor = new Compactor(blobs, SETTINGS, clock, new Metrics())) {
            return new Repair(blobs, compactor, aside).run(findings::add);
        }
    }

    private void allButAreRead(List<Long> damaged) {
        try (var blobs = open()) {
            for (long id : rows.ids()) {
                if (!damaged.contains(id)) {
                    assertThat(blobs.read(rows.row(id).ref()).toByteArray())
                            .isEqualTo(octets(rows.row(id).seed(), 6000).toByteArray());
                }
            }
        }
    }

    private void read(long id) {
        try (var blobs = open()) {
            blobs.read(rows.row(id).ref());
        }
    }

    private int offset(long id) {
        return Integer.parseInt(rows.row(id).ref().place().split(":")[1]);
    }

    private SegmentBlobs open() {
        return SegmentBlobs.open(disk, SETTINGS, List.of(rows), clock, new Metrics());
    }
}
