package org.postern.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.server.db.StoreBroken;
import org.postern.wire.Octets;

/// What every engine of [Blobs] keeps to.
public abstract class BlobsContract {
    private Blobs blobs;

    /// Opens the store over what earlier calls in the same test left; `rows` are the refs in use.
    protected abstract Blobs open(List<BlobRef> rows);

    @BeforeEach
    void openEmpty() {
        blobs = open(List.of());
    }

    @AfterEach
    void close() {
        blobs.close();
    }

    @Test
    void what_was_written_is_read_back_octet_for_octet() {
        var written = blobs.write(List.of(octets(1, 10_000), octets(2, 3)));

        assertThat(blobs.read(written.get(0)).toByteArray())
                .isEqualTo(octets(1, 10_000).toByteArray());
        assertThat(blobs.read(written.get(1)).toByteArray())
                .isEqualTo(octets(2, 3).toByteArray());
        assertThat(written).extracting(BlobRef::size).containsExactly(10_000L, 3L);
    }

    @Test
    void refs_come_in_the_order_of_the_blobs_whatever_their_size() {
        var sizes = List.of(5, 3_000_000, 0, 70_000, 900_000, 1);

        var written = blobs.write(sizes.stream().map(size -> octets(size, size)).toList());

        for (int i = 0; i < sizes.size(); i++) {
            assertThat(blobs.read(written.get(i)).toByteArray())
                    .isEqualTo(octets(sizes.get(i), sizes.get(i)).toByteArray());
        }
    }

    @Test
    void a_rope_of_many_chunks_is_one_blob() {
        var rope = Octets.join(
                IntStream.range(0, 3000).mapToObj(i -> octets(i, i % 40)).toArray(Octets[]::new));

        var ref = blobs.write(List.of(rope)).getFirst();

        assertThat(blobs.read(ref).toByteArray()).isEqualTo(rope.toByteArray());
    }

    @Test
    void what_was_written_is_there_after_a_restart() {
        var rows = blobs.write(List.of(octets(1, 50_000), octets(2, 2_000_000)));

        reopen(rows);
        var more = blobs.write(List.of(octets(3, 40_000)));
        var all = new ArrayList<>(rows);
        all.addAll(more);
        reopen(all);

        assertThat(blobs.read(all.get(0)).toByteArray())
                .isEqualTo(octets(1, 50_000).toByteArray());
        assertThat(blobs.read(all.get(1)).toByteArray())
                .isEqualTo(octets(2, 2_000_000).toByteArray());
        assertThat(blobs.read(all.get(2)).toByteArray())
                .isEqualTo(octets(3, 40_000).toByteArray());
    }

    @Test
    void a_ref_to_nothing_is_broken_not_somebody_elses_octets() {
        var ref = blobs.write(List.of(octets(1, 100))).getFirst();

        assertThatThrownBy(() -> blobs.read(new BlobRef(ref.place(), 99))).isInstanceOf(StoreBroken.class);
        assertThatThrownBy(() -> blobs.read(new BlobRef("nowhere", 100))).isInstanceOf(StoreBroken.class);
    }

    @Test
    void releasing_some_leaves_the_others() {
        long seed = 4711;
        var random = new Random(seed);
        var kept = new ArrayList<BlobRef>();
        for (int i = 0; i < 400; i++) {
            int size = random.nextInt(60_000);
            kept.add(blobs.write(List.of(octets(size, size))).getFirst());
            if (random.nextInt(10) < 6) {
                blobs.release(List.of(kept.remove(random.nextInt(kept.size()))));
            }
        }

        reopen(kept);

        assertThat(kept)
                .allSatisfy(ref -> assertThat(blobs.read(ref).toByteArray())
                        .isEqualTo(octets((int) ref.size(), (int) ref.size()).toByteArray()));
    }

    @Test
    void many_threads_write_and_read_their_own() throws Exception {
        var places = new HashSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, 400)
                    .mapToObj(i -> threads.submit(() -> {
                        var ref = blobs.write(List.of(octets(i, 4000 + i))).getFirst();
                        assertThat(blobs.read(ref).toByteArray())
                                .isEqualTo(octets(i, 4000 + i).toByteArray());
                        return ref.place();
                    }))
                    .toList();

            for (var task : tasks) {
                places.add(task.get());
            }
        }

        assertThat(places).hasSize(400);
    }

    @Test
    void after_close_writes_are_refused() {
        blobs.close();

        assertThatThrownBy(() -> blobs.write(List.of(octets(1, 10)))).isInstanceOf(StoreBroken.class);
    }

    private void reopen(List<BlobRef> rows) {
        blobs.close();
        blobs = open(rows);
    }

    protected static Octets octets(int seed, int size) {
        var octets = new byte[size];
        new Random(seed).nextBytes(octets);
        return Octets.of(octets);
    }
}
