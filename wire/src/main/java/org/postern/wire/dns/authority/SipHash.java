package org.postern.wire.dns.authority;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// SipHash-2-4, the keyed hash of RFC 9018 §4.4: short input, made by who does not know the key.
public final class SipHash {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private SipHash(long k0, long k1) {
        v0 = 0x736f6d6570736575L ^ k0;
        v1 = 0x646f72616e646f6dL ^ k1;
        v2 = 0x6c7967656e657261L ^ k0;
        v3 = 0x7465646279746573L ^ k1;
    }

    /// @param key 16 octets
    public static long of(byte[] key, byte[] input) {
        var keys = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
        var hash = new SipHash(keys.getLong(0), keys.getLong(8));
        var words = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
        int whole = input.length & ~7;
        for (int at = 0; at < whole; at += 8) {
            hash.word(words.getLong(at));
        }
        long last = (long) input.length << 56;
        for (int i = whole; i < input.length; i++) {
            last |= (input[i] & 0xffL) << (8 * (i - whole));
        }
        hash.word(last);
        hash.v2 ^= 0xff;
        hash.rounds(4);
        return hash.v0 ^ hash.v1 ^ hash.v2 ^ hash.v3;
    }

    private void word(long word) {
        v3 ^= word;
        rounds(2);
        v0 ^= word;
    }

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
