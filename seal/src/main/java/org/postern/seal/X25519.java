package org.postern.seal;

import java.util.Optional;

/// The function X25519 (RFC 7748 §5). Engines differ in speed only; all are safe for many threads.
/// The JDK's own is not among them: it takes 150 µs an operation.
public interface X25519 {
    /// Octets of a secret scalar, a public point and a shared secret alike.
    int SIZE_BYTES = 32;

    /// The public point of a secret scalar (clamped inside, RFC 7748 §5).
    byte[] publicPoint(byte[] secret);

    /// The shared secret of our scalar and their point.
    ///
    /// @throws SealingFailed.WorthlessKey when it is all zero (RFC 7748 §6.1)
    byte[] agree(byte[] secret, byte[] point);

    /// Conscrypt when its native library loads here, else Bouncy Castle.
    static X25519 fastest() {
        return conscrypt().orElseGet(X25519::bouncyCastle);
    }

    /// Pure Java, always there.
    static X25519 bouncyCastle() {
        return new BouncyCastleX25519();
    }

    /// BoringSSL's, when the native library for this platform is on the class path and loads.
    static Optional<X25519> conscrypt() {
        return ConscryptX25519.load();
    }
}
