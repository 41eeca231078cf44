package org.postern.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postern.server.blobs.BlobsContract.octets;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.server.db.StoreBroken;
import org.postern.server.settings.Size;
import org.postern.server.time.ManualClock;
import org.postern.server.trace.Metrics;
import org.postern.wire.Octets;

/// What becomes of deleted mail while the store runs (THREAT T-35).
class CompactorTest {
    private static final int SEGMENT = 64 * 1024;
    private static final String SECRET = "a very particular word";
    private static final BlobSettings SETTINGS =
            new BlobSettings(new Size(SEGMENT), Duration.ofHours(24), 25, new Size(1 << 30), new Size(0));

    private final FailingDisk disk = new FailingDisk(1);
    private final ModelRows rows = new ModelRows(disk);
    private final ManualClock clock = new ManualClock();
    private SegmentBlobs blobs;
    private Compactor compactor;

    @BeforeEach
    void open() {
        blobs = SegmentBlobs.open(disk, SETTINGS, List.of(rows), clock, new Metrics());
        compactor = new Compactor(blobs, SETTINGS, clock, new Metrics());
    }

    @AfterEach
    void close() {
        compactor.close();
        blobs.close();
    }

    @Test
    void segments_of_which_little_is_needed_are_emptied_and_every_row_finds_its_octets() {
        for (int i = 0; i < 100; i++) {
            add(octets(i, 6000), i);
        }
        long before = blobs.use().segments();
        rows.ids().stream().filter(id -> id % 4 != 0).forEach(this::delete);

        compactor.round();
        afterReadersGrace();

        assertThat(blobs.use().segments()).isLessThanOrEqualTo(before / 2);
        assertThat(rows.all())
                .hasSize(25)
                .allSatisfy(row -> assertThat(blobs.read(row.ref()).toByteArray())
                        .isEqualTo(octets(row.seed(), 6000).toByteArray()));
    }

    @Test
    void who_read_the_row_before_it_was_moved_still_finds_the_octets_for_a_while() {
        for (int i = 0; i < 30; i++) {
            add(octets(i, 6000), i);
        }
        var old = rows.row(1).ref();
        rows.ids().stream().filter(id -> id != 1).forEach(this::delete);

        compactor.round();

        assertThat(rows.row(1).ref()).isNotEqualTo(old);
        assertThat(blobs.read(old).toByteArray()).isEqualTo(octets(0, 6000).toByteArray());
    }

    @Test
    void what_was_written_but_is_in_no_row_yet_is_not_taken_away() {
        var waiting = blobs.write(List.of(octets(77, 6000))).getFirst();
        for (int i = 0; i < 30; i++) {
            add(octets(i, 6000), i);
        }
        rows.ids().forEach(this::delete);

        compactor.round();
        afterReadersGrace();
        clock.advance(Duration.ofDays(2));
        compactor.round();

        assertThat(blobs.read(waiting).toByteArray()).isEqualTo(octets(77, 6000).toByteArray());
    }

    @Test
    void a_message_deleted_between_its_copy_and_its_new_row_stays_deleted() {
        for (int i = 0; i < 30; i++) {
            add(octets(i, 6000), i);
        }
        rows.ids().stream().filter(id -> id > 2).forEach(this::delete);
        var holders = rows.within("");
        delete(1);

        var moved = rows.repoint(List.of(new Move(holders.getFirst(), new BlobRef("9:9", 6000))));

        assertThat(moved).containsExactly(false);
        assertThat(rows.row(1)).isNull();
    }

    @Test
    void deleted_octets_are_gone_in_time_from_a_segment_that_is_mostly_needed() throws Exception {
        long secret = add(Octets.ascii(SECRET), 0);
        for (int i = 1; i < 40; i++) {
            add(octets(i, 6000), i);
        }
        long segments = blobs.use().segments();
        delete(secret);

        passADay();

        assertThat(text().contains(SECRET)).isFalse();
        assertThat(blobs.use().segments()).isEqualTo(segments);
        allAreRead();
    }

    @Test
    void deleted_octets_are_gone_in_time_from_the_segment_in_use_of_an_idle_server() throws Exception {
        long secret = add(Octets.ascii(SECRET), 0);
        add(octets(1, 6000), 1);
        delete(secret);

        passADay();

        assertThat(text().contains(SECRET)).isFalse();
        allAreRead();
    }

    @Test
    void what_was_deleted_before_a_restart_is_overwritten_after_it() throws Exception {
        long secret = add(Octets.ascii(SECRET), 0);
        for (int i = 1; i < 40; i++) {
            add(octets(i, 6000), i);
        }
        delete(secret);
        close();
        open();

        passADay();

        assertThat(text().contains(SECRET)).isFalse();
        allAreRead();
    }

    @Test
    void a_segment_overwritten_in_part_is_found_whole_by_the_next_start() {
        for (int i = 0; i < 40; i++) {
            add(octets(i, 6000), i);
        }
        delete(3);
        delete(5);
        passADay();
        close();

        open();

        assertThat(blobs.scan(Pace.none()).run(finding -> {}))
                .isEqualTo(new ScanReport(blobs.use().segments(), 38, 38 * 6000, 0, 0, 0, 0, 0));
        allAreRead();
    }

    @Test
    void a_damaged_record_stays_where_it_is_and_the_others_move() {
        for (int i = 0; i < 30; i++) {
            add(octets(i, 6000), i);
        }
        var damaged = rows.row(2).ref();
        disk.flip("segment-000001", Integer.parseInt(damaged.place().split(":")[1]) + 3000);
        rows.ids().stream().filter(id -> id > 4).forEach(this::delete);

        compactor.round();
        afterReadersGrace();

        assertThat(rows.row(2).ref()).isEqualTo(damaged);
        assertThatThrownBy(() -> blobs.read(damaged)).isInstanceOf(StoreBroken.class);
        for (long id : List.of(1L, 3L, 4L)) {
            assertThat(rows.row(id).ref().place()).doesNotStartWith("1:");
            assertThat(blobs.read(rows.row(id).ref()).size()).isEqualTo(6000);
        }
    }

    @Test
    void while_somebody_copies_the_files_nothing_moves() {
        for (int i = 0; i < 30; i++) {
            add(octets(i, 6000), i);
        }
        rows.ids().stream().filter(id -> id > 4).forEach(this::delete);
        var before = List.copyOf(rows.all());

        try (var held = blobs.hold()) {
            assertThat(held.files()).isNotEmpty();
            compactor.round();
            passADay();
            assertThat(rows.all()).isEqualTo(before);
        }
        compactor.round();

        assertThat(rows.all()).isNotEqualTo(before);
    }

    @Test
    void copies_of_moved_mail_are_part_of_a_backup() throws Exception {
        for (int i = 0; i < 30; i++) {
            add(octets(i, 6000), i);
        }
        rows.ids().stream().filter(id -> id > 4).forEach(this::delete);
        compactor.round();
        var generation = Place.parse(rows.row(1).ref().place()).orElseThrow().generation();

        try (var held = blobs.hold()) {
            assertThat(held.files()).extracting(Held.HeldFile::generation).contains(generation);
        }
    }

    private void passADay() {
        for (int hour = 0; hour < 24; hour++) {
            clock.advance(Duration.ofHours(1));
            compactor.round();
        }
        afterReadersGrace();
    }

    private void afterReadersGrace() {
        clock.advance(Duration.ofMinutes(3));
        compactor.round();
    }

    private void allAreRead() {
        assertThat(rows.all())
                .allSatisfy(row -> assertThat(blobs.read(row.ref()).toByteArray())
                        .isEqualTo(octets(row.seed(), 6000).toByteArray()));
    }

    private long add(Octets sealed, int seed) {
        return rows.add(blobs.write(List.of(sealed)).getFirst(), seed);
    }

    private void delete(long id) {
        blobs.release(List.of(rows.remove(id)));
    }

    private String text() throws Exception {
        blobs.spares().awaitWiped();
        return new String(disk.everything(), StandardCharsets.ISO_8859_1);
    }
}
