package org.postern.server.dns;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import org.postern.wire.dns.authority.SipHash;

/// How many answers a network gets by UDP: so many a second, twice as many at once.
///
/// THREAT T-52: who asks in another's name makes us send to that network no more than this. Networks share
/// places of a fixed table by a keyed hash, so nobody can fill memory, or choose whose place to share.
final class RateLimit {
    private static final int PLACES = 1 << 16;
    private static final int TOKEN_BITS = 24;
    private static final long TOKENS = (1L << TOKEN_BITS) - 1;
    private static final long PARTS = 64; // of a token, so that short pauses count

    private final AtomicLongArray places = new AtomicLongArray(PLACES);
    private final byte[] key;
    private final long perSecond;
    private final long most;

    /// @param key 16 octets
    RateLimit(int perSecond, byte[] key) {
        this.key = key;
        this.perSecond = perSecond;
        most = Math.min(TOKENS, 2 * PARTS * perSecond);
    }

    /// Takes one answer.
    ///
    /// @param asker octets of its address
    /// @param millis of a clock that does not jump
    /// @return whether there was one to take
    boolean take(byte[] asker, long millis) {
        int place = (int) SipHash.of(key, Arrays.copyOf(asker, asker.length == 4 ? 3 : 7)) & (PLACES - 1);
        while (true) {
            long was = places.get(place);
            long now = (millis & (-1L >>> TOKEN_BITS)) + 1; // 0 marks a place that was never used
            long since = Math.max(0, now - (was >>> TOKEN_BITS));
            long left = was == 0 ? most : Math.min(most, (was & TOKENS) + since * perSecond * PARTS / 1000);
            if (left < PARTS) {
                return false; // and what was seen last stays, so that parts of a token add up
            }
            if (places.compareAndSet(place, was, now << TOKEN_BITS | (left - PARTS))) {
                return true;
            }
        }
    }
}
