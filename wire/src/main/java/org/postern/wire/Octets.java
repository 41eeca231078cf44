package org.postern.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// A sequence of octets held as a rope of arrays, so that a message of many megabytes is never
/// copied into one array to grow, to get a header line or to be cut. Immutable by agreement: whoever
/// hands arrays in gives them away, whoever reads [#chunks] does not write to them.
public final class Octets {
    private static final Octets EMPTY = new Octets(List.of(), 0);

    private final List<byte[]> chunks;
    private final long size;

    private Octets(List<byte[]> chunks, long size) {
        this.chunks = chunks;
        this.size = size;
    }

    public static Octets empty() {
        return EMPTY;
    }

    /// The array becomes part of the value; it is not copied.
    public static Octets of(byte[] chunk) {
        return chunk.length == 0 ? EMPTY : new Octets(List.of(chunk), chunk.length);
    }

    public static Octets ascii(String text) {
        return of(text.getBytes(StandardCharsets.US_ASCII));
    }

    public static Octets utf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Octets join(Octets... parts) {
        var joined = new Builder();
        for (var part : parts) {
            part.chunks.forEach(joined::add);
        }
        return joined.build();
    }

    public long size() {
        return size;
    }

    /// The arrays in order; each is full and not empty.
    public List<byte[]> chunks() {
        return chunks;
    }

    public void writeTo(OutputStream out) throws IOException {
        for (var chunk : chunks) {
            out.write(chunk);
        }
    }

    public InputStream stream() {
        return new OctetsStream(chunks);
    }

    /// One array of everything. For small values, tests and libraries that want an array.
    ///
    /// @throws ArithmeticException above 2 GiB
    public byte[] toByteArray() {
        var all = new byte[Math.toIntExact(size)];
        int at = 0;
        for (var chunk : chunks) {
            System.arraycopy(chunk, 0, all, at, chunk.length);
            at += chunk.length;
        }
        return all;
    }

    /// The first `limit` octets at most, as one array.
    public byte[] head(int limit) {
        var head = new byte[(int) Math.min(limit, size)];
        int at = 0;
        for (var chunk : chunks) {
            int taken = Math.min(chunk.length, head.length - at);
            System.arraycopy(chunk, 0, head, at, taken);
            at += taken;
            if (at == head.length) {
                break;
            }
        }
        return head;
    }

    /// The octets from `from` on, `length` of them. Whole chunks are shared, only the cut ends are copied.
    ///
    /// @throws IndexOutOfBoundsException when the range is not inside
    public Octets slice(long from, long length) {
        Objects.checkFromIndexSize(from, length, size);
        var slice = new Builder();
        long start = 0;
        for (var chunk : chunks) {
            int first = Math.clamp(from - start, 0, chunk.length);
            int end = Math.clamp(from + length - start, 0, chunk.length);
            boolean whole = first == 0 && end == chunk.length;
            slice.add(whole ? chunk : Arrays.copyOfRange(chunk, first, Math.max(first, end)));
            start += chunk.length;
        }
        return slice.build();
    }

    @Override
    public String toString() {
        return "Octets[" + size + "]"; // never the content: this may reach a log
    }

    /// Collects chunks. Not for use by two threads.
    public static final class Builder {
        private final List<byte[]> chunks = new ArrayList<>();
        private long size;

        public Builder add(byte[] chunk) {
            if (chunk.length > 0) {
                chunks.add(chunk);
                size += chunk.length;
            }
            return this;
        }

        public long size() {
            return size;
        }

        public Octets build() {
            return size == 0 ? EMPTY : new Octets(List.copyOf(chunks), size);
        }
    }
}
