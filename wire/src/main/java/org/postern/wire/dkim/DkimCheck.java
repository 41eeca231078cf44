package org.postern.wire.dkim;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.postern.wire.Octets;

/// Holds one signature against a message and a key record (RFC 6376 §6.1.3). Fetching the record and
/// what the verdict means are somebody else's.
public final class DkimCheck {
    /// The header that RFC 8410 §4 puts before the 32 octets of an Ed25519 key.
    private static final byte[] ED25519_SPKI = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private static final int RSA_LEAST_BITS = 1024; // RFC 8301 §3.2
    private static final int RSA_MOST_BITS = 8192;

    private DkimCheck() {}

    /// What came of it.
    public enum Verdict {
        GOOD,
        BODY_CHANGED,
        SIGNATURE_WRONG,
        /// Revoked, of another algorithm, malformed or too short.
        KEY_UNUSABLE
    }

    /// @param own the field that `signature` was read from, the very object in `message`
    public static Verdict verify(DkimSignature signature, RawField own, RawMessage message, DkimKeyRecord record) {
        if (record.algorithm() != signature.algorithm() || record.key().size() == 0) {
            return Verdict.KEY_UNUSABLE;
        }
        var bodyHash = BodyHash.of(message.body(), signature.bodyForm(), signature.length());
        if (!MessageDigest.isEqual(bodyHash, signature.bodyHash().toByteArray())) {
            return Verdict.BODY_CHANGED;
        }
        try {
            return verifies(signature, own, message, record) ? Verdict.GOOD : Verdict.SIGNATURE_WRONG;
        } catch (java.security.SignatureException malformed) {
            return Verdict.SIGNATURE_WRONG;
        } catch (GeneralSecurityException badKey) {
            return Verdict.KEY_UNUSABLE;
        }
    }

    private static boolean verifies(DkimSignature signature, RawField own, RawMessage message, DkimKeyRecord record)
            throws GeneralSecurityException {
        var verifier = switch (signature.algorithm()) {
            case ED25519 -> Signature.getInstance("Ed25519");
            case RSA -> Signature.getInstance("SHA256withRSA");
        };
        verifier.initVerify(key(record));
        verifier.update(signature.signatureInput(message.header(), own));
        return verifier.verify(signature.signature().toByteArray());
    }

    private static PublicKey key(DkimKeyRecord record) throws GeneralSecurityException {
        return switch (record.algorithm()) {
            case ED25519 -> {
                var encoded = Octets.join(Octets.of(ED25519_SPKI), record.key()).toByteArray();
                yield KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            }
            case RSA -> rsa(record.key().toByteArray());
        };
    }

    private static PublicKey rsa(byte[] encoded) throws GeneralSecurityException {
        var key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
        int bits = key.getModulus().bitLength();
        if (bits < RSA_LEAST_BITS || bits > RSA_MOST_BITS) {
            throw new java.security.InvalidKeyException();
        }
        // a huge exponent makes each check slow
        if (key.getPublicExponent().compareTo(BigInteger.ONE.shiftLeft(33)) > 0) {
            throw new java.security.InvalidKeyException();
        }
        return key;
    }
}
