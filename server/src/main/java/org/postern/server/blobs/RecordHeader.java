package org.postern.server.blobs;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// What stands before the content of a record: 40 octets, big-endian.
///
/// | at | octets | |
/// |---|---|---|
/// | 0 | 8 | `PSTNBLB1` before a body, `PSTNNOT1` before a note |
/// | 8 | 8 | generation of the segment |
/// | 16 | 8 | sequence number, one higher than the record before |
/// | 24 | 8 | length of the content |
/// | 32 | 4 | CRC32C of the content |
/// | 36 | 4 | CRC32C of the 36 octets before |
record RecordHeader(Kind kind, long generation, long sequence, long length, int contentSum) {
    static final int SIZE = 40;

    /// Of every record.
    static final byte FIRST_OCTET = 'P';

    /// What the content is.
    enum Kind {
        /// A blob.
        BODY(0x5053544E424C4231L),
        /// What the index has yet to be told of blobs before it ([NoteContent]). Dead once that is done.
        NOTE(0x5053544E4E4F5431L);

        private final long magic;

        Kind(long magic) {
            this.magic = magic;
        }

        private static Optional<Kind> of(long magic) {
            return magic == BODY.magic ? Optional.of(BODY) : magic == NOTE.magic ? Optional.of(NOTE) : Optional.empty();
        }
    }

    ByteBuffer octets() {
        var header = ByteBuffer.allocate(SIZE);
        header.putLong(kind.magic)
                .putLong(generation)
                .putLong(sequence)
                .putLong(length)
                .putInt(contentSum);
        header.putInt(sum(header.array()));
        return header.flip();
    }

    /// Empty when the octets are no header, or a broken one.
    static Optional<RecordHeader> from(byte[] octets) {
        var header = ByteBuffer.wrap(octets);
        var kind = Kind.of(header.getLong());
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        var found = new RecordHeader(kind.get(), header.getLong(), header.getLong(), header.getLong(), header.getInt());
        return header.getInt() == sum(octets) && found.length >= 0 ? Optional.of(found) : Optional.empty();
    }

    private static int sum(byte[] header) {
        var sum = new CRC32C();
        sum.update(header, 0, SIZE - Integer.BYTES);
        return (int) sum.getValue();
    }
}
