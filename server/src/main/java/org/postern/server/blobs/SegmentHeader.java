package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The first 4096 octets of a segment in use: `PSTNSEG2`, its generation, the sequence number of its
/// first record, CRC32C of these 24 octets; the rest is zero. `PSTNSEG1` stands in segments of the first
/// format, which hold no notes and are not added to, and, with 0 as the first number, in those that hold
/// copies of records that were moved.
record SegmentHeader(long generation, long firstSequence, boolean mayHoldNotes) {
    static final int SIZE = 4096;

    private static final long WITHOUT_NOTES = 0x5053544E53454731L;
    private static final long WITH_NOTES = 0x5053544E53454732L;
    private static final int SUMMED = 3 * Long.BYTES;

    /// Of a segment of the log.
    SegmentHeader(long generation, long firstSequence) {
        this(generation, firstSequence, true);
    }

    static SegmentHeader ofCopies(long generation) {
        return new SegmentHeader(generation, 0, false);
    }

    /// Otherwise it holds copies, in no order that matters.
    boolean isOfLog() {
        return firstSequence > 0;
    }

    ByteBuffer octets() {
        var block = ByteBuffer.allocate(SIZE);
        block.putLong(mayHoldNotes ? WITH_NOTES : WITHOUT_NOTES)
                .putLong(generation)
                .putLong(firstSequence)
                .putInt(sum(block.array()));
        return block.clear();
    }

    /// Empty when the file is not in use: new, wiped, or its first batch never reached the disk.
    static Optional<SegmentHeader> of(SegmentFile file) throws IOException {
        var block = ByteBuffer.allocate(SUMMED + Integer.BYTES);
        file.read(block, 0);
        block.clear();
        long magic = block.getLong();
        if (magic != WITH_NOTES && magic != WITHOUT_NOTES) {
            return Optional.empty();
        }
        var found = new SegmentHeader(block.getLong(), block.getLong(), magic == WITH_NOTES);
        return block.getInt() == sum(block.array()) ? Optional.of(found) : Optional.empty();
    }

    private static int sum(byte[] block) {
        var sum = new CRC32C();
        sum.update(block, 0, SUMMED);
        return (int) sum.getValue();
    }
}
