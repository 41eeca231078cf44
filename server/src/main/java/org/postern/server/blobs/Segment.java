package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.postern.server.db.StoreBroken;
import org.postern.wire.Octets;

/// One file of records in use, and how many of them somebody needs.
final class Segment {
    private static final int PIECE = 1 << 20;

    private final long generation;
    private final String name;
    private final SegmentFile file;
    private long live;
    private boolean growing;

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

    synchronized void added() {
        live++;
    }

    /// @return whether the whole segment may now be used again
    synchronized boolean released() {
        if (live == 0) {
            throw new IllegalStateException("more was released than lies in segment " + generation);
        }
        live--;
        return live == 0 && !growing;
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
        return live == 0;
    }

    /// Reads one record and checks it.
    Octets read(BlobRef ref, long offset) throws IOException {
        var header = RecordHeader.from(octets(offset, RecordHeader.SIZE))
                .filter(found -> found.generation() == generation && found.length() == ref.size())
                .orElseThrow(() -> new StoreBroken("no record at " + ref.place()));
        var sum = new CRC32C();
        var content = new Octets.Builder();
        for (long at = 0; at < ref.size(); at += PIECE) {
            byte[] piece = octets(offset + RecordHeader.SIZE + at, (int) Math.min(PIECE, ref.size() - at));
            sum.update(piece);
            content.add(piece);
        }
        if ((int) sum.getValue() != header.contentSum()) {
            throw new StoreBroken("the record at " + ref.place() + " is damaged");
        }
        return content.build();
    }

    private byte[] octets(long position, int count) throws IOException {
        var octets = new byte[count];
        file.read(ByteBuffer.wrap(octets), position);
        return octets;
    }
}
