package org.postern.wire;

/// Padmé: sizes rounded up so that a padded length tells `O(log log L)` bits about the true one, at a
/// cost of at most 12 percent (Nikitin and others, "Reducing Metadata Leakage from Encrypted Files and
/// Communication with PURBs", PETS 2019, §4).
public final class Padme {
    private Padme() {}

    /// The padded length for `length` octets.
    ///
    /// @param length 2 or more, at most 2^62
    public static long pad(long length) {
        if (length < 2 || length > 1L << 62) {
            throw new IllegalArgumentException("length out of range");
        }
        int exponent = floorLog2(length);
        int kept = floorLog2(exponent == 0 ? 1 : exponent) + 1;
        long mask = (1L << Math.max(0, exponent - kept)) - 1;
        return (length + mask) & ~mask;
    }

    private static int floorLog2(long value) {
        return 63 - Long.numberOfLeadingZeros(value);
    }
}
