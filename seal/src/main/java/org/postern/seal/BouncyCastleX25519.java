package org.postern.seal;

/// Bouncy Castle's low-level X25519, without its key objects.
final class BouncyCastleX25519 implements X25519 {
    @Override
    public byte[] publicPoint(byte[] secret) {
        var point = new byte[SIZE_BYTES];
        org.bouncycastle.math.ec.rfc7748.X25519.scalarMultBase(secret, 0, point, 0);
        return point;
    }

    @Override
    public byte[] agree(byte[] secret, byte[] point) {
        var shared = new byte[SIZE_BYTES];
        if (!org.bouncycastle.math.ec.rfc7748.X25519.calculateAgreement(secret, 0, point, 0, shared, 0)) {
            throw new SealingFailed.WorthlessKey();
        }
        return shared;
    }
}
