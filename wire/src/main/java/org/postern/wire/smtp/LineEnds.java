package org.postern.wire.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds CR and LF eight octets at a time: the one loop that every octet of mail passes.
final class LineEnds {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long CRS = ONES * '\r';
    private static final long LFS = ONES * '\n';

    private LineEnds() {}

    /// Index of the first CR or LF in `[from, to)`, or `to`.
    static int next(byte[] octets, int from, int to) {
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long word = (long) WORDS.get(octets, at);
            long hits = zeroes(word ^ CRS) | zeroes(word ^ LFS);
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (at < to && octets[at] != '\r' && octets[at] != '\n') {
            at++;
        }
        return at;
    }

    /// The high bit of each octet that is zero; exact up to and including the lowest such octet, which
    /// is the one that is asked for.
    private static long zeroes(long word) {
        return (word - ONES) & ~word & HIGHS;
    }
}
