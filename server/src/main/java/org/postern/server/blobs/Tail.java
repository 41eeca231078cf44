package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Octets on their way to the end of the log. They are gathered and leave in whole blocks, which need not
/// pass through the page cache ([SegmentFile#write]). What of the last block is not there yet leaves as zeros,
/// which lie there anyway, and the block leaves once more with the octets that follow.
final class Tail {
    private static final int BLOCK = SegmentFile.BLOCK;
    private static final int MOST = 4 << 20;

    private final long limit;
    private final ByteBuffer staged;
    private long base;
    private int left; // how many of the staged octets have left already

    /// @param limit where the file ends that they go to
    Tail(long limit) {
        this.limit = limit;
        long wanted = Math.min(MOST, (limit + BLOCK - 1) / BLOCK * BLOCK);
        staged = SegmentFile.blocks((int) wanted);
    }

    /// Where the next octet goes.
    long position() {
        return base + staged.position();
    }

    /// Goes on at the beginning of another file. What has not left is forgotten.
    void begin() {
        goTo(0);
    }

    /// Goes on within a file that is durable up to there.
    void resume(SegmentFile file, long position) throws IOException {
        int within = (int) (position % BLOCK);
        goTo(position - within);
        staged.limit(within);
        file.read(staged, base);
        staged.clear().position(within);
        left = within;
    }

    private void goTo(long start) {
        base = start;
        left = 0;
        staged.clear();
    }

    void put(SegmentFile file, ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            if (!staged.hasRemaining()) {
                flush(file);
            }
            int count = Math.min(octets.remaining(), staged.remaining());
            staged.put(staged.position(), octets, octets.position(), count);
            staged.position(staged.position() + count);
            octets.position(octets.position() + count);
        }
    }

    /// Writes what is gathered; a sync makes it durable.
    void flush(SegmentFile file) throws IOException {
        int end = staged.position();
        if (end == left) {
            return;
        }
        int full = end - end % BLOCK;
        while (staged.hasRemaining() && staged.position() % BLOCK != 0) {
            staged.put((byte) 0);
        }
        int whole = (int) Math.min(staged.position(), Math.max(end, limit - base));
        file.write(staged.limit(whole).position(0), base);
        base += full;
        staged.limit(end).position(full);
        staged.compact();
        left = end - full;
    }
}
