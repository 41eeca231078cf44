package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.postern.wire.Octets;

/// One file of records in use, and how many of them somebody needs.
final class Segment {
    private static final int PIECE = 1 << 20;

    private final long generation;
    private final String name;
    private final SegmentFile file;
    private long records;
    private long octets;
    private int pins;
    private boolean growing;
    private boolean gone;
    private boolean dirty;

    /// @param growing whether records are still added
    Segment(long generation, String name, SegmentFile file, boolean growing) {
        this.generation = generation;
        this.name = name;
        this.file = file;
        this.growing = growing;
    }

    long generation() {
        return generation;
    }

    String name() {
        return name;
    }

    SegmentFile file() {
        return file;
    }

    /// Somebody needs one record more.
    ///
    /// @param length of the content
    synchronized void added(long length) {
        records++;
        octets += RecordHeader.SIZE + length;
    }

    /// @return whether the whole segment may now be used again
    synchronized boolean released(long length) {
        if (records == 0) {
            throw new IllegalStateException("more was released than lies in segment " + generation);
        }
        records--;
        octets -= RecordHeader.SIZE + length;
        dirty = true;
        return isDone();
    }

    /// Records are added again.
    synchronized void reopened() {
        growing = true;
    }

    /// No more records are added.
    ///
    /// @return whether the whole segment may now be used again
    synchronized boolean finished() {
        growing = false;
        return isDone();
    }

    /// Keeps it from being used again until [#unpin], whatever is released.
    ///
    /// @return false when it is too late
    synchronized boolean pin() {
        if (gone) {
            return false;
        }
        pins++;
        return true;
    }

    /// @return whether the whole segment may now be used again
    synchronized boolean unpin() {
        pins--;
        return isDone();
    }

    private boolean isDone() {
        boolean done = records == 0 && pins == 0 && !growing && !gone;
        gone |= done;
        return done;
    }

    /// How much of it somebody needs.
    ///
    /// @param octets of these records, headers counted
    /// @param dirty whether it may hold octets that nobody needs and that are not overwritten
    record Need(long records, long octets, boolean growing, boolean pinned, boolean dirty) {}

    synchronized Need need() {
        return new Need(records, octets, growing, pins > 0, dirty);
    }

    synchronized void markDirty() {
        dirty = true;
    }

    /// What is released from now on makes it dirty again.
    synchronized void markClean() {
        dirty = false;
    }

    /// Reads one record and checks it.
    Octets read(BlobRef ref, long offset) throws IOException {
        var header = RecordHeader.from(octets(offset, RecordHeader.SIZE))
                .filter(found -> found.generation() == generation && found.length() == ref.size())
                .orElseThrow(() -> new Damage("no record at " + ref.place()));
        var sum = new CRC32C();
        var content = new Octets.Builder();
        for (long at = 0; at < ref.size(); at += PIECE) {
            byte[] piece = octets(offset + RecordHeader.SIZE + at, (int) Math.min(PIECE, ref.size() - at));
            sum.update(piece);
            content.add(piece);
        }
        if ((int) sum.getValue() != header.contentSum()) {
            throw new Damage("the record at " + ref.place() + " is damaged");
        }
        return content.build();
    }

    private byte[] octets(long position, int count) throws IOException {
        var octets = new byte[count];
        file.read(ByteBuffer.wrap(octets), position);
        return octets;
    }
}
