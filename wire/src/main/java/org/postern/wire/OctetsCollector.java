package org.postern.wire;

import java.util.Arrays;

/// Collects octets whose number is not known into chunks that grow with what has come, so that a small
/// message costs little and a large one few arrays. Each octet is copied once on its way in. Not for
/// use by two threads.
public final class OctetsCollector {
    private static final int FIRST_CHUNK = 8 * 1024;
    private static final int LARGEST_CHUNK = 256 * 1024;

    private final Octets.Builder full = new Octets.Builder();
    private byte[] chunk;
    private int used;

    public OctetsCollector() {
        chunk = new byte[0];
    }

    /// @param expected octets that are likely to come, or 0; a hint only
    public OctetsCollector(long expected) {
        chunk = expected <= 0 ? new byte[0] : new byte[(int) Math.min(expected, LARGEST_CHUNK)];
    }

    public void add(byte[] from, int offset, int length) {
        int at = offset;
        int left = length;
        while (left > 0) {
            if (used == chunk.length) {
                nextChunk(left);
            }
            int taken = Math.min(left, chunk.length - used);
            System.arraycopy(from, at, chunk, used, taken);
            used += taken;
            at += taken;
            left -= taken;
        }
    }

    /// Octets collected so far.
    public long size() {
        return full.size() + used;
    }

    /// Octets of memory that this holds at most after the next [#add] of this length.
    public long footprintAfter(int length) {
        long held = full.size() + chunk.length;
        int room = chunk.length - used;
        return length <= room ? held : held + Math.max(length - room, nextSize(held, length - room));
    }

    /// Everything collected; nothing may be added after it.
    public Octets build() {
        full.add(used == chunk.length ? chunk : Arrays.copyOf(chunk, used));
        chunk = new byte[0];
        used = 0;
        return full.build();
    }

    private void nextChunk(int needed) {
        full.add(chunk);
        chunk = new byte[nextSize(full.size(), needed)];
        used = 0;
    }

    private static int nextSize(long held, int needed) {
        return (int) Math.min(LARGEST_CHUNK, Math.max(FIRST_CHUNK, Math.max(held, needed)));
    }
}
