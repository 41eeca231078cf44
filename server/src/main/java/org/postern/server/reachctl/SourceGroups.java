package org.postern.server.reachctl;

import java.net.InetAddress;
import java.util.random.RandomGenerator;

/// Folds an address to one of 64 bits by a hash under a key that lives as long as the process:
/// enough to tell one sender's trouble from many's, and nobody from anybody (THREAT T-40).
final class SourceGroups {
    private static final int FOUR_OCTETS = 3; // a /24
    private static final int SIX_OCTETS = 6; // a /48

    private final long key;
    private final long second;

    SourceGroups(RandomGenerator random) {
        key = random.nextLong();
        second = random.nextLong();
    }

    /// A mask with one bit set.
    long bit(InetAddress address) {
        byte[] octets = address.getAddress();
        int kept = octets.length == 4 ? FOUR_OCTETS : SIX_OCTETS;
        long prefix = octets.length;
        for (int i = 0; i < kept; i++) {
            prefix = (prefix << 8) | (octets[i] & 0xff);
        }
        return 1L << (hash(prefix) >>> 58);
    }

    /// For telling hosts apart in memory.
    long hash(InetAddress address) {
        long folded = 0;
        for (byte octet : address.getAddress()) {
            folded = mixed(folded ^ (octet & 0xff));
        }
        return hash(folded);
    }

    private long hash(long value) {
        return mixed(mixed(value ^ key) + second);
    }

    /// The finalizer of SplitMix64.
    private static long mixed(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
