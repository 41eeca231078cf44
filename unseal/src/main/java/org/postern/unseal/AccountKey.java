package org.postern.unseal;

import java.util.Arrays;
import org.postern.seal.RandomSource;

/// The 32 random octets that lock everything else of an account. Closing wipes them.
public final class AccountKey implements AutoCloseable {
    static final int SIZE_BYTES = 32;

    private final byte[] octets;

    private AccountKey(byte[] octets) {
        this.octets = octets;
    }

    /// A new account's.
    public static AccountKey random(RandomSource random) {
        var octets = new byte[SIZE_BYTES];
        random.fill(octets);
        return new AccountKey(octets);
    }

    /// The array becomes part of the value and is wiped with it.
    ///
    /// @throws IllegalArgumentException when it does not have 32 octets
    public static AccountKey of(byte[] octets) {
        if (octets.length != SIZE_BYTES) {
            throw new IllegalArgumentException("an account key has 32 octets");
        }
        return new AccountKey(octets);
    }

    /// The octets themselves, not a copy: they end with this value.
    public byte[] unredacted() {
        return octets;
    }

    @Override
    public void close() {
        Arrays.fill(octets, (byte) 0);
    }

    @Override
    public String toString() {
        return "AccountKey[redacted]";
    }
}
