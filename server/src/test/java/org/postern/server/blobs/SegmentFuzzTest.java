package org.postern.server.blobs;

import static org.postern.server.blobs.BlobsContract.octets;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postern.server.db.StoreBroken;
import org.postern.server.settings.Size;
import org.postern.wire.Octets;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`.
class SegmentFuzzTest {
    private static final int SEGMENT = 16 * 1024;
    private static final String FILE = "segment-000001";

    /// A header is read as it was written, and a changed one is none.
    @FuzzTest(maxDuration = "60s")
    void headers(byte[] octets) {
        var block = Arrays.copyOf(octets, RecordHeader.SIZE);

        RecordHeader.from(block).ifPresent(header -> {
            check(header.length() >= 0, "a length below nothing");
            check(Arrays.equals(header.octets().array(), block), "a header changes when written");
        });
    }

    /// Octets of a segment are changed anywhere while nobody looks: the store opens, each blob that a row
    /// names is what it was or is said to be broken, and what is written then is there after one more start.
    @FuzzTest(maxDuration = "60s")
    void damage(FuzzedDataProvider input) throws IOException {
        var disk = new FailingDisk(1);
        var originals = List.of(octets(1, 100), octets(2, 1000), octets(3, 1), octets(4, 300));
        var refs = new ArrayList<BlobRef>();
        try (var blobs = open(disk, List.of())) {
            refs.addAll(blobs.write(originals));
        }
        int named = input.consumeInt(0, refs.size());
        damage(disk, input);

        var fresh = octets(9, 500);
        var rows = new ArrayList<>(refs.subList(0, named));
        try (var blobs = open(disk, rows)) {
            for (int i = 0; i < named; i++) {
                check(isWholeOrBroken(blobs, refs.get(i), originals.get(i)), "another blob is read");
            }
            rows.addAll(blobs.write(List.of(fresh)));
        }
        try (var blobs = open(disk, rows)) {
            var read = blobs.read(rows.getLast()).toByteArray();
            check(Arrays.equals(read, fresh.toByteArray()), "what was written after the damage is lost");
        }
    }

    /// Whole records of any generation, sequence and length, their sums right, in any number of files.
    @FuzzTest(maxDuration = "60s")
    void forgery(FuzzedDataProvider input) throws IOException {
        var disk = new FailingDisk(1);
        int files = input.consumeInt(1, 3);
        for (int file = 1; file <= files; file++) {
            long generation = 4 * input.consumeLong(0, 3) + file; // a generation is given once
            forge(disk.create("segment-00000" + file), generation, input);
        }
        var fresh = octets(9, 500);

        BlobRef ref;
        try (var blobs = open(disk, List.of())) {
            ref = blobs.write(List.of(fresh)).getFirst();
        } catch (StoreBroken said) {
            return;
        }

        try (var blobs = open(disk, List.of(ref))) {
            check(Arrays.equals(blobs.read(ref).toByteArray(), fresh.toByteArray()), "what was written is lost");
        }
    }

    private static void damage(FailingDisk disk, FuzzedDataProvider input) throws IOException {
        try (var file = disk.open(FILE)) {
            for (int left = input.consumeInt(1, 4); left > 0; left--) {
                int at = input.consumeBoolean()
                        ? input.consumeInt(0, 40)
                        : SegmentHeader.SIZE + input.consumeInt(0, 1600);
                file.write(ByteBuffer.wrap(input.consumeBytes(input.consumeInt(0, 48))), at);
            }
            file.sync();
        }
    }

    private static void forge(SegmentFile file, long generation, FuzzedDataProvider input) throws IOException {
        long sequence = input.consumeBoolean() ? input.consumeLong() : 1;
        file.write(ByteBuffer.allocate(SEGMENT), 0);
        file.write(new SegmentHeader(generation, sequence).octets(), 0);
        long at = SegmentHeader.SIZE;
        for (int left = input.consumeInt(0, 4); left > 0; left--) {
            var content = Octets.of(input.consumeBytes(input.consumeInt(0, 100)));
            long length = input.consumeBoolean() ? content.size() : input.consumeLong();
            int sum = LogWriter.sum(content);
            var header = new RecordHeader(RecordHeader.Kind.BODY, generation, sequence++, length, sum);
            file.write(header.octets(), at);
            file.write(ByteBuffer.wrap(content.toByteArray()), at + RecordHeader.SIZE);
            at += RecordHeader.SIZE + content.size();
        }
        file.sync();
    }

    private static boolean isWholeOrBroken(SegmentBlobs blobs, BlobRef ref, Octets original) {
        try {
            return Arrays.equals(blobs.read(ref).toByteArray(), original.toByteArray());
        } catch (StoreBroken said) {
            return true;
        }
    }

    private static SegmentBlobs open(Disk disk, List<BlobRef> rows) {
        return SegmentBlobs.open(
                disk, new BlobSettings(new Size(SEGMENT)), List.of(Rows.countedOnce(List.copyOf(rows))));
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
