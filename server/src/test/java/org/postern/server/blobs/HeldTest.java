package org.postern.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.settings.Size;
import org.postern.wire.Octets;

/// What a backup may rely on while it copies.
final class HeldTest {
    private static final int SEGMENT = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void what_is_released_while_the_files_are_held_is_wiped_only_afterwards() throws IOException {
        var rows = new ArrayList<BlobRef>();
        try (var blobs = open(rows)) {
            rows.addAll(blobs.write(messages(30)));
            var held = blobs.hold();
            var before = held.files();

            blobs.release(rows);
            rows.clear();
            var after = blobs.write(messages(60));
            rows.addAll(after);

            for (var file : before) {
                assertThat(generation(held, file)).isEqualTo(file.generation());
            }
            held.close();
            rows.addAll(blobs.write(messages(60))); // two new segments: the wiped ones are taken
            try (var now = blobs.hold()) {
                assertThat(now.files())
                        .extracting(Held.HeldFile::generation)
                        .doesNotContain(before.getFirst().generation());
            }
        }
    }

    @Test
    void a_file_ends_where_the_last_durable_record_does() throws IOException {
        var rows = new ArrayList<BlobRef>();
        try (var blobs = open(rows)) {
            rows.addAll(blobs.write(messages(3)));

            try (var held = blobs.hold()) {
                var files = held.files();

                assertThat(files).hasSize(1);
                assertThat(files.getFirst().size()).isEqualTo(SEGMENT);
                assertThat(files.getFirst().end()).isEqualTo(SegmentHeader.SIZE + 3L * (RecordHeader.SIZE + 50_000));
            }
        }
    }

    private SegmentBlobs open(List<BlobRef> rows) {
        return SegmentBlobs.open(FolderDisk.in(folder), new BlobSettings(new Size(SEGMENT)), List.of(Rows.live(rows)));
    }

    private static long generation(Held held, Held.HeldFile file) throws IOException {
        try (var open = held.open(file)) {
            var header = ByteBuffer.allocate(2 * Long.BYTES);
            open.read(header, 0);
            return header.getLong(Long.BYTES);
        }
    }

    private static List<Octets> messages(int count) {
        return IntStream.range(0, count)
                .mapToObj(seed -> {
                    var octets = new byte[50_000];
                    new Random(seed).nextBytes(octets);
                    octets[octets.length - 1] = 1;
                    return Octets.of(octets);
                })
                .toList();
    }
}
