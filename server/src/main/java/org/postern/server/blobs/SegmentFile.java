package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;

/// One file. Reads may come from many threads, writes and syncs from one at a time.
public interface SegmentFile extends AutoCloseable {
    /// Octets of a block.
    int BLOCK = 4096;

    /// A buffer from which whole blocks can be written in the cheapest way.
    ///
    /// @param octets a number of whole blocks
    static ByteBuffer blocks(int octets) {
        return ByteBuffer.allocateDirect(octets + BLOCK).alignedSlice(BLOCK).slice(0, octets);
    }

    long size() throws IOException;

    /// Writes all that remains in the buffer; it may be lost or torn until [#sync] returns. Whole blocks out
    /// of [#blocks] to the place of a block need not be copied on their way.
    void write(ByteBuffer from, long position) throws IOException;

    /// Fills the buffer as far as the file goes.
    void read(ByteBuffer into, long position) throws IOException;

    /// Returns when every write before it is on the disk (fdatasync). If it throws, nothing is known of
    /// any write since the one before.
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
