package org.postern.unseal;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.postern.seal.RecoveryProof;
import org.postern.wire.address.MailAddress;

/// The Ed25519 key pair (RFC 8032) of a recovery phrase. Closing wipes the seed.
public final class PhraseSignature implements AutoCloseable {
    private final byte[] seed;

    PhraseSignature(byte[] seed) {
        this.seed = seed;
    }

    /// 32 octets; the server keeps them.
    public byte[] publicKey() {
        var key = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, key, 0);
        return key;
    }

    /// 64 octets over [RecoveryProof#message].
    public byte[] sign(MailAddress address, byte[] challenge) {
        byte[] message = RecoveryProof.message(address, challenge);
        var signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    @Override
    public void close() {
        Arrays.fill(seed, (byte) 0);
    }
}
