package org.postern.seal;

/// The X25519 half of a certificate that mail is sealed to.
public final class StorageKey {
    private final byte[] point;
    private final byte[] fingerprint;

    StorageKey(byte[] point, byte[] fingerprint) {
        this.point = point;
        this.fingerprint = fingerprint;
    }

    /// 32 octets, the public point. Not to be written to.
    public byte[] point() {
        return point;
    }

    /// 32 octets, the version 6 fingerprint of the subkey. Not to be written to.
    public byte[] fingerprint() {
        return fingerprint;
    }
}
