package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.server.db.StoreBroken;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;

/// Writes copies of records to segments of their own, apart from the log: old mail lies with old mail, and
/// arrivals share no sync with it. Used by one thread at a time.
///
/// Such a segment has 0 as its first sequence number, so recovery does not take it for the log. After a
/// power cut its end may be torn, which harms nothing: rows name only copies that were synced, and nothing
/// is ever added behind them.
final class CopyWriter {
    private static final Trace trace = Trace.of(CopyWriter.class);

    private final Shelf shelf;
    private @Nullable Segment active;
    private long position;
    private long sequence;

    CopyWriter(Shelf shelf) {
        this.shelf = shelf;
    }

    /// Copies what can be read. What is damaged stays where it is; reading it has told the operator.
    ///
    /// @return for each ref, in order, its durable copy, which counts as needed; empty for a damaged one
    /// @throws IOException when they could not be made durable; then none counts
    List<Optional<BlobRef>> copy(List<BlobRef> refs) throws IOException {
        var copies = new ArrayList<Optional<BlobRef>>(refs.size());
        try {
            for (var ref : refs) {
                var octets = readable(ref);
                copies.add(octets.isPresent() ? Optional.of(write(octets.get())) : Optional.empty());
            }
            var current = active;
            if (current != null) {
                current.file().sync();
            }
            return copies;
        } catch (IOException broken) {
            finish();
            copies.stream().flatMap(Optional::stream).forEach(shelf::release);
            throw broken;
        }
    }

    private Optional<Octets> readable(BlobRef ref) {
        try {
            return Optional.of(shelf.read(ref));
        } catch (StoreBroken damaged) {
            return Optional.empty();
        }
    }

    private BlobRef write(Octets blob) throws IOException {
        var segment = segmentFor(RecordHeader.SIZE + blob.size());
        long offset = position;
        int sum = LogWriter.sum(blob);
        var header = new RecordHeader(RecordHeader.Kind.BODY, segment.generation(), sequence++, blob.size(), sum);
        put(segment, header.octets());
        for (byte[] chunk : blob.chunks()) {
            put(segment, ByteBuffer.wrap(chunk));
        }
        segment.added(blob.size());
        return new BlobRef(new Place(segment.generation(), offset).written(), blob.size());
    }

    private void put(Segment segment, ByteBuffer octets) throws IOException {
        int length = octets.remaining();
        segment.file().write(octets, position);
        position += length;
    }

    private Segment segmentFor(long size) throws IOException {
        var current = active;
        if (current != null && position + size <= shelf.segmentSize()) {
            return current;
        }
        if (current != null) {
            current.file().sync();
        }
        finish();
        try {
            var next = shelf.nextForCopies();
            active = next;
            position = 0;
            sequence = 0;
            put(next, SegmentHeader.ofCopies(next.generation()).octets());
            return next;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    /// The segment in use; empty before the first copy.
    Optional<Segment> active() {
        return Optional.ofNullable(active);
    }

    /// Nothing more is added to the segment in use.
    void finish() {
        var current = active;
        active = null;
        if (current != null) {
            trace.detail("a segment of copies is finished");
            shelf.finished(current);
        }
    }
}
