package org.postern.seal;

import java.util.Arrays;

/// The key of one message: 32 octets for AES-256. Closing wipes it.
public final class SessionKey implements AutoCloseable {
    static final int SIZE_BYTES = 32;

    private final byte[] octets;

    private SessionKey(byte[] octets) {
        this.octets = octets;
    }

    /// A fresh one.
    public static SessionKey random(RandomSource random) {
        var octets = new byte[SIZE_BYTES];
        random.fill(octets);
        return new SessionKey(octets);
    }

    /// The array becomes part of the value and is wiped with it.
    public static SessionKey of(byte[] octets) {
        if (octets.length != SIZE_BYTES) {
            throw new IllegalArgumentException("a session key has 32 octets");
        }
        return new SessionKey(octets);
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
        return "SessionKey[redacted]";
    }
}
