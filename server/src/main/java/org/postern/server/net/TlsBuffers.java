package org.postern.server.net;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Buffers of one TLS record, lent for the time of one call or until the plaintext in it is read. Direct,
/// since the native engine copies anything else.
final class TlsBuffers {
    /// More than a record of any version may have with its header (RFC 5246 §6.2.3: 2^14 + 2048 + 5).
    static final int SIZE = 18 * 1024 + 512;

    private static final int KEPT = 64;
    private static final BlockingQueue<ByteBuffer> FREE = new ArrayBlockingQueue<>(KEPT);

    private TlsBuffers() {}

    static ByteBuffer borrow() {
        var free = FREE.poll();
        return free == null ? ByteBuffer.allocateDirect(SIZE) : free;
    }

    /// Beyond what is kept, the collector takes it.
    static void giveBack(ByteBuffer buffer) {
        FREE.offer(buffer.clear());
    }
}
