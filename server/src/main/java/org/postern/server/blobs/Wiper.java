package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// Overwrites, within a segment that stays in use, the records that nobody needs (THREAT T-35). Their
/// headers stay, so that the segment can still be read from one end to the other.
///
/// Only octets of dead records are written. Like SQLite we take it that a write which loses power changes
/// no octet outside its range.
final class Wiper {
    private static final int PIECES_A_SYNC = 4;

    private final List<Named> named;
    private final Pace pace;

    Wiper(List<Named> named, Pace pace) {
        this.named = named;
        this.pace = pace;
    }

    /// Call it on a segment that is finished and pinned.
    ///
    /// @return octets overwritten; empty when it cannot be told now what is needed: something was written
    ///     whose rows are not there yet, or released at this moment
    OptionalLong wipe(Segment segment) throws IOException {
        long needed = segment.need().records();
        segment.markClean();
        var rows = rowsOf(segment);
        // INVARIANT: nothing that is needed is overwritten. The count of a finished segment only falls, and a
        // row is gone before its record is released. So if the count was the same before and after the rows
        // were asked, and is theirs, then rows name everything that is needed.
        if (needed != rows.size() || segment.need().records() != needed) {
            segment.markDirty();
            return OptionalLong.empty();
        }
        var strokes = new Strokes(segment.file(), new SegmentWalk(segment.file(), segment.generation()));
        try {
            long at = SegmentHeader.SIZE;
            for (var row : rows.entrySet()) {
                strokes.wipeBetween(at, row.getKey());
                at = row.getKey() + RecordHeader.SIZE + row.getValue();
            }
            strokes.wipeBetween(at, segment.file().size());
            strokes.finish();
        } catch (IOException broken) {
            segment.markDirty();
            throw broken;
        }
        return OptionalLong.of(strokes.overwritten);
    }

    /// Offsets and lengths of the records that rows name.
    private SortedMap<Long, Long> rowsOf(Segment segment) {
        var rows = new TreeMap<Long, Long>();
        for (var room : named) {
            for (var holder : room.within(Place.prefix(segment.generation()))) {
                rows.put(
                        Place.parse(holder.ref().place()).orElseThrow().offset(),
                        holder.ref().size());
            }
        }
        return rows;
    }

    private final class Strokes {
        private final SegmentFile file;
        private final SegmentWalk walk;
        private long overwritten;
        private int pieces;

        Strokes(SegmentFile file, SegmentWalk walk) {
            this.file = file;
            this.walk = walk;
        }

        void wipeBetween(long from, long to) throws IOException {
            long at = from;
            while (at < to) {
                var record = walk.at(at);
                if (record.isEmpty() || record.get().end() > to) {
                    zero(at, to); // the end of what was written, or of no record that anybody could need
                    return;
                }
                zero(at + RecordHeader.SIZE, record.get().end());
                at = record.get().end();
            }
        }

        private void zero(long from, long to) throws IOException {
            if (walk.isZero(from, to)) {
                pace.worked(to - from);
                return;
            }
            for (long at = from; at < to; at += SegmentWalk.PIECE) {
                int length = (int) Math.min(SegmentWalk.PIECE, to - at);
                file.write(ByteBuffer.allocate(length), at);
                overwritten += length;
                if (++pieces % PIECES_A_SYNC == 0) {
                    file.sync();
                }
                pace.worked(length);
            }
        }

        void finish() throws IOException {
            if (overwritten > 0) {
                file.sync();
            }
        }
    }
}
