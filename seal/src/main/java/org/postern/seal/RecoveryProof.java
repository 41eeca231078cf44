package org.postern.seal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.postern.wire.address.MailAddress;

/// What the holder of a recovery phrase signs, and its check (docs/format/account.md; Ed25519, RFC 8032).
public final class RecoveryProof {
    private static final String CONTEXT = "postern recovery v1\n";

    private RecoveryProof() {}

    /// The octets that are signed.
    public static byte[] message(MailAddress address, byte[] challenge) {
        var message = new ByteArrayOutputStream();
        message.writeBytes((CONTEXT + address + "\n").getBytes(StandardCharsets.UTF_8));
        message.writeBytes(challenge);
        return message.toByteArray();
    }

    /// Whether `signature` is the phrase's over this address and challenge.
    ///
    /// @param phrasePublicKey 32 octets; anything else is false
    /// @param signature 64 octets; anything else is false
    public static boolean verify(byte[] phrasePublicKey, MailAddress address, byte[] challenge, byte[] signature) {
        if (phrasePublicKey.length != Ed25519.PUBLIC_KEY_SIZE
                || signature.length != Ed25519.SIGNATURE_SIZE
                || !Ed25519.validatePublicKeyFull(phrasePublicKey, 0)) {
            return false;
        }
        byte[] message = message(address, challenge);
        return Ed25519.verify(signature, 0, phrasePublicKey, 0, message, 0, message.length);
    }
}
