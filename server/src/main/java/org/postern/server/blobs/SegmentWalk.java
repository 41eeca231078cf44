package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// Goes through a file from record to record. Behind octets that are no record it looks for the next
/// record of the same generation, so that one damaged header does not hide what follows.
final class SegmentWalk {
    private static final Trace trace = Trace.of(SegmentWalk.class);
    private static final long ANY = -1;
    static final int PIECE = 1 << 20;

    private final SegmentFile file;
    private final long generation;
    private final long size;

    SegmentWalk(SegmentFile file, long generation) throws IOException {
        this.file = file;
        this.generation = generation;
        this.size = file.size();
    }

    record Found(long offset, RecordHeader header) {
        long end() {
            return offset + RecordHeader.SIZE + header.length();
        }
    }

    /// The generation that a file holds: by its header, or by its first record when that is damaged.
    static Optional<SegmentHeader> headerOf(SegmentFile file) throws IOException {
        var header = SegmentHeader.of(file);
        return header.isPresent() ? header : impliedHeader(file);
    }

    private static Optional<SegmentHeader> impliedHeader(SegmentFile file) throws IOException {
        return RecordHeader.from(octets(file, SegmentHeader.SIZE, RecordHeader.SIZE))
                .map(first -> new SegmentHeader(first.generation(), first.sequence(), first.sequence() > 0));
    }

    /// The generation of which a file holds records, even when its beginning is lost; reads a file without a
    /// header to its end.
    static Optional<Long> generationOf(SegmentFile file) throws IOException {
        var header = headerOf(file);
        return header.isPresent()
                ? header.map(SegmentHeader::generation)
                : new SegmentWalk(file, ANY)
                        .next(SegmentHeader.SIZE)
                        .map(found -> found.header().generation());
    }

    /// The first record that begins at this position or later.
    Optional<Found> next(long from) throws IOException {
        var here = at(from);
        return here.isPresent() ? here : search(from + 1);
    }

    /// The record that begins here.
    Optional<Found> at(long offset) throws IOException {
        if (offset + RecordHeader.SIZE > size) {
            return Optional.empty();
        }
        return RecordHeader.from(octets(file, offset, RecordHeader.SIZE))
                .filter(header -> generation == ANY || header.generation() == generation)
                .map(header -> new Found(offset, header))
                .filter(found -> found.end() <= size);
    }

    private Optional<Found> search(long from) throws IOException {
        for (long at = from; at + RecordHeader.SIZE <= size; at += PIECE) {
            byte[] piece = octets(file, at, (int) Math.min(PIECE + RecordHeader.SIZE, size - at));
            for (int i = 0; i < Math.min(PIECE, piece.length - RecordHeader.SIZE + 1); i++) {
                if (piece[i] == RecordHeader.FIRST_OCTET) {
                    var found = at(at + i);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// Whether the content is as it was written.
    boolean isWhole(Found found) throws IOException {
        var sum = new CRC32C();
        long end = found.end();
        for (long at = found.offset() + RecordHeader.SIZE; at < end; at += PIECE) {
            sum.update(octets(file, at, (int) Math.min(PIECE, end - at)));
        }
        return (int) sum.getValue() == found.header().contentSum();
    }

    /// Whether a whole record of this length begins here. What the disk cannot read is not whole.
    boolean holds(long offset, long length) {
        try {
            var found = at(offset);
            return found.isPresent() && found.get().header().length() == length && isWhole(found.get());
        } catch (IOException unreadable) {
            trace.failure("a record could not be read", unreadable, Field.count("offset", offset));
            return false;
        }
    }

    /// Whether there is nothing but zeros between two positions.
    boolean isZero(long from, long to) throws IOException {
        for (long at = from; at < to; at += PIECE) {
            byte[] piece = octets(file, at, (int) Math.min(PIECE, to - at));
            if (ByteBuffer.wrap(piece).mismatch(ByteBuffer.allocate(piece.length)) >= 0) {
                return false;
            }
        }
        return true;
    }

    boolean isWiped(Found found) throws IOException {
        return isZero(found.offset() + RecordHeader.SIZE, found.end());
    }

    private static byte[] octets(SegmentFile file, long position, int count) throws IOException {
        var octets = new byte[count];
        file.read(ByteBuffer.wrap(octets), position);
        return octets;
    }
}
