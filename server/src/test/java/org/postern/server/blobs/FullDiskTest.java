package org.postern.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postern.server.blobs.BlobsContract.octets;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.server.db.StoreBroken;
import org.postern.server.settings.Size;
import org.postern.server.time.ManualClock;
import org.postern.server.trace.Metrics;

/// What the store does when there is no room.
class FullDiskTest {
    private static final int SEGMENT = 64 * 1024;
    private static final int LEAST_FREE = 10_000;
    private static final BlobSettings SETTINGS =
            new BlobSettings(new Size(SEGMENT), Duration.ofHours(24), 25, new Size(1 << 30), new Size(LEAST_FREE));

    private final FailingDisk disk = new FailingDisk(1);
    private final ModelRows rows = new ModelRows(disk);
    private final ManualClock clock = new ManualClock();
    private SegmentBlobs blobs;
    private Compactor compactor;

    @BeforeEach
    void open() {
        disk.limit(6 * SEGMENT);
        blobs = SegmentBlobs.open(disk, SETTINGS, List.of(rows), clock, new Metrics());
        compactor = new Compactor(blobs, SETTINGS, clock, new Metrics());
    }

    @AfterEach
    void close() {
        compactor.close();
        blobs.close();
    }

    @Test
    void while_the_disk_is_known_to_be_full_refusing_changes_nothing_on_it() {
        fill();
        int before = disk.changes();

        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> blobs.write(List.of(octets(1, 6000)))).isInstanceOf(StoreBroken.class);
        }
        clock.advance(Duration.ofSeconds(2));
        assertThatThrownBy(() -> blobs.write(List.of(octets(1, 6000)))).isInstanceOf(StoreBroken.class);

        assertThat(disk.changes()).isEqualTo(before);
    }

    @Test
    void a_large_message_is_refused_before_anything_of_it_is_written() {
        fill();
        int before = disk.changes();

        assertThatThrownBy(() -> blobs.write(List.of(octets(1, SEGMENT)))).isInstanceOf(StoreBroken.class);

        assertThat(disk.changes()).isEqualTo(before);
    }

    @Test
    void arrivals_leave_room_to_others() {
        fill();

        assertThat(disk.freeBytes()).isGreaterThanOrEqualTo(LEAST_FREE);
        assertThat(rows.all()).hasSizeGreaterThan(20);
    }

    @Test
    void when_there_is_room_again_mail_is_taken_again() {
        fill();

        disk.limit(9 * SEGMENT);
        clock.advance(Duration.ofSeconds(2));

        assertThat(blobs.read(blobs.write(List.of(octets(5, 6000))).getFirst()).size())
                .isEqualTo(6000);
    }

    @Test
    void deleting_some_of_every_segment_makes_room_on_a_full_disk() throws Exception {
        fill();
        rows.ids().stream().filter(id -> id % 2 == 0).forEach(id -> blobs.release(List.of(rows.remove(id))));

        for (int i = 0; i < 4; i++) {
            compactor.round();
            clock.advance(Duration.ofMinutes(3));
        }
        compactor.round();
        blobs.spares().awaitWiped();
        clock.advance(Duration.ofSeconds(2));
        int taken = 0;
        for (int i = 0; i < 10; i++) {
            rows.add(blobs.write(List.of(octets(i, 6000))).getFirst(), i);
            taken++;
        }

        assertThat(taken).isEqualTo(10);
        assertThat(rows.all())
                .allSatisfy(row -> assertThat(blobs.read(row.ref()).toByteArray())
                        .isEqualTo(octets(row.seed(), 6000).toByteArray()));
    }

    /// Until mail is refused.
    private void fill() {
        try {
            for (int i = 0; i < 1000; i++) {
                rows.add(blobs.write(List.of(octets(i, 6000))).getFirst(), i);
                compactor.round();
            }
        } catch (StoreBroken full) {
            assertThat(full).hasRootCauseMessage("the disk is full");
        }
    }
}
