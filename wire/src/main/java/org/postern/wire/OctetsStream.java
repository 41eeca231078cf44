package org.postern.wire;

import java.io.InputStream;
import java.util.List;

/// Reads a rope from front to back without copying it together.
final class OctetsStream extends InputStream {
    private final List<byte[]> chunks;
    private int chunk;
    private int at;

    OctetsStream(List<byte[]> chunks) {
        this.chunks = chunks;
    }

    @Override
    public int read() {
        if (!seek()) {
            return -1;
        }
        return chunks.get(chunk)[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!seek()) {
            return -1;
        }
        int taken = Math.min(length, chunks.get(chunk).length - at);
        System.arraycopy(chunks.get(chunk), at, into, offset, taken);
        at += taken;
        return taken;
    }

    @Override
    public int available() {
        return seek() ? chunks.get(chunk).length - at : 0;
    }

    private boolean seek() {
        while (chunk < chunks.size() && at == chunks.get(chunk).length) {
            chunk++;
            at = 0;
        }
        return chunk < chunks.size();
    }
}
