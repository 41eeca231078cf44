package org.postern.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.postern.server.blobs.ArrivalLog.Entry;
import org.postern.server.db.StoreBroken;
import org.postern.server.settings.Size;
import org.postern.wire.Octets;

/// Notes to an index that lags behind, on a disk that fails.
class ArrivalLogTest {
    private static final int SEGMENT = 64 * 1024;

    private final List<Entry> told = new ArrayList<>();
    private final Index index = new Index();

    /// The rows that were made of notes.
    private static final class Index implements Named {
        private final List<BlobRef> refs = new ArrayList<>();
        private long lastNote;

        void apply(Entry entry) {
            refs.addAll(entry.bodies());
            lastNote = entry.number();
        }

        @Override
        public void each(Consumer<BlobRef> use) {
            refs.forEach(use);
        }

        @Override
        public boolean anyBeginningWith(String place) {
            return false; // the counts must do alone
        }

        @Override
        public List<Holder> within(String prefix) {
            return List.of();
        }

        @Override
        public List<Boolean> repoint(List<Move> moves) {
            throw new UnsupportedOperationException("these rows stay as they are");
        }

        @Override
        public long lastNote() {
            return lastNote;
        }
    }

    @Test
    void after_any_power_cut_every_note_that_was_durable_and_not_applied_is_found_with_its_bodies() {
        for (long seed = 1; seed <= 200; seed++) {
            told.clear();
            var random = new Random(seed);
            var rows = new Index();
            var disk = new FailingDisk(seed);
            for (int cut = 0; cut < 3; cut++) {
                disk = liveAndLosePower(disk, rows, random);
            }

            try (var blobs = open(disk, rows)) {
                var pending = blobs.pending();
                var due = told.stream()
                        .filter(entry -> entry.number() > rows.lastNote)
                        .toList();
                assertThat(pending.stream().map(ArrivalLogTest::text).toList())
                        .as("seed %d", seed)
                        .containsAll(due.stream().map(ArrivalLogTest::text).toList());
                assertThat(pending.stream().map(Entry::number).toList())
                        .as("seed %d", seed)
                        .isSorted()
                        .allMatch(number -> number > rows.lastNote);
                for (var entry : pending) {
                    assertThat(entry.bodies())
                            .allSatisfy(
                                    body -> assertThat(blobs.read(body).size()).isEqualTo(body.size()));
                }
                assertThat(rows.refs)
                        .allSatisfy(ref -> assertThat(blobs.read(ref).size()).isEqualTo(ref.size()));
            }
        }
    }

    private FailingDisk liveAndLosePower(FailingDisk disk, Index rows, Random random) {
        try (var blobs = open(disk, rows)) {
            var waiting = new ArrayList<>(blobs.pending());
            for (int i = 0; i < 12; i++) {
                var bodies = List.of(octets(i, 1 + random.nextInt(9000)), octets(i, 30));
                blobs.append(bodies, Octets.ascii("note " + random.nextLong()), entry -> {
                    told.add(entry);
                    waiting.add(entry);
                });
                while (!waiting.isEmpty() && random.nextInt(3) == 0) {
                    var next = waiting.removeFirst();
                    rows.apply(next);
                    if (random.nextInt(4) > 0) { // else the process ended between the commit and this
                        blobs.applied(List.of(next));
                    }
                }
            }
            return disk.afterPowerCut();
        }
    }

    @Test
    void notes_are_told_in_the_order_of_their_numbers_and_no_number_comes_twice() {
        var disk = new FailingDisk(1);
        for (int start = 0; start < 3; start++) {
            try (var blobs = open(disk, index)) {
                for (int i = 0; i < 5; i++) {
                    blobs.append(List.of(octets(i, 5000)), Octets.ascii("note"), told::add);
                    index.apply(told.getLast());
                    blobs.applied(List.of(told.getLast()));
                    blobs.release(told.getLast().bodies());
                }
                index.refs.clear();
            }
        }

        var numbers = told.stream().map(Entry::number).toList();
        assertThat(numbers).hasSize(15).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_segment_is_not_used_again_while_a_note_in_it_is_not_applied() {
        var disk = new FailingDisk(1);
        try (var blobs = open(disk, index)) {
            blobs.append(List.of(octets(1, 20_000)), Octets.ascii("note"), told::add); // large: a file of its own
            for (int i = 0; i < 60; i++) {
                blobs.release(blobs.write(List.of(octets(i, 6000))));
            }
        }

        try (var blobs = open(disk, index)) {
            var found = blobs.pending();

            assertThat(found.stream().map(ArrivalLogTest::text)).containsExactly("note");
            assertThat(blobs.read(found.getFirst().bodies().getFirst()).size()).isEqualTo(20_000);
        }
    }

    @Test
    void what_could_not_be_synced_is_told_to_nobody() {
        var disk = new FailingDisk(1);
        try (var blobs = open(disk, index)) {
            blobs.append(List.of(octets(1, 100)), Octets.ascii("first"), told::add);
            disk.failSyncs("segment-000001");

            assertThatThrownBy(() -> blobs.append(List.of(octets(2, 100)), Octets.ascii("second"), told::add))
                    .isInstanceOf(StoreBroken.class);
            blobs.append(List.of(octets(3, 100)), Octets.ascii("third"), told::add);
        }

        assertThat(told.stream().map(ArrivalLogTest::text)).containsExactly("first", "third");
    }

    private static String text(Entry entry) {
        return new String(entry.note().toByteArray(), java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static Octets octets(int seed, int size) {
        var octets = new byte[size];
        new Random(seed).nextBytes(octets);
        return Octets.of(octets);
    }

    private static SegmentBlobs open(FailingDisk disk, Named rows) {
        return SegmentBlobs.open(disk, new BlobSettings(new Size(SEGMENT)), List.of(rows));
    }
}
