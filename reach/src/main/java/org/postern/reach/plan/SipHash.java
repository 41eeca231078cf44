package org.postern.reach.plan;

/// SipHash-2-4 (Aumasson and Bernstein 2012): a keyed hash of short input, fast enough to rank a whole pool
/// for each question. Who does not know the key cannot say which network sees which relay.
final class SipHash {
    private final long k0;
    private final long k1;

    SipHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    long of(byte[] input) {
        var state = new State(k0, k1);
        int whole = input.length / 8 * 8;
        for (int at = 0; at < whole; at += 8) {
            state.take(word(input, at, 8));
        }
        state.take(word(input, whole, input.length - whole) | (long) input.length << 56);
        return state.end();
    }

    private static long word(byte[] input, int at, int octets) {
        long word = 0;
        for (int i = 0; i < octets; i++) {
            word |= (input[at + i] & 0xffL) << (8 * i);
        }
        return word;
    }

    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long k0, long k1) {
            v0 = k0 ^ 0x736f6d6570736575L;
            v1 = k1 ^ 0x646f72616e646f6dL;
            v2 = k0 ^ 0x6c7967656e657261L;
            v3 = k1 ^ 0x7465646279746573L;
        }

        void take(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }

        long end() {
            v2 ^= 0xff;
            for (int i = 0; i < 4; i++) {
                round();
            }
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
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
