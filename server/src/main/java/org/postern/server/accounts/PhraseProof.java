package org.postern.server.accounts;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.postern.wire.address.MailAddress;

/// The proof that somebody holds the recovery phrase of an account (docs/format/account.md): an Ed25519
/// signature (RFC 8032 §5.1.7) over a challenge. Pure.
final class PhraseProof {
    static final int PUBLIC_KEY_OCTETS = Ed25519.PUBLIC_KEY_SIZE;

    private PhraseProof() {}

    static boolean verified(byte[] publicKey, MailAddress address, byte[] challenge, byte[] signature) {
        var signed = signedOctets(address, challenge);
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, publicKey, 0, signed, 0, signed.length);
    }

    /// A point that a verifier accepts as a key.
    static boolean usable(byte[] publicKey) {
        return publicKey.length == PUBLIC_KEY_OCTETS && Ed25519.validatePublicKeyFull(publicKey, 0);
    }

    /// The public half of a seed; for the names that do not exist.
    static byte[] publicKeyOf(byte[] seed) {
        var publicKey = new byte[PUBLIC_KEY_OCTETS];
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        return publicKey;
    }

    static byte[] signedOctets(MailAddress address, byte[] challenge) {
        var signed = new ByteArrayOutputStream();
        signed.writeBytes(("postern recovery v1\n" + address + "\n").getBytes(StandardCharsets.UTF_8));
        signed.writeBytes(challenge);
        return signed.toByteArray();
    }
}
