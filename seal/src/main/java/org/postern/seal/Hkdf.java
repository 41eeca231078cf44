package org.postern.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HKDF with SHA-256 (RFC 5869).
public final class Hkdf {
    private static final int HASH_BYTES = 32;

    private Hkdf() {}

    /// @param salt may be empty, which means 32 zero octets (RFC 5869 §2.2)
    /// @param length at most 8160 octets
    public static byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) {
        if (length < 1 || length > 255 * HASH_BYTES) {
            throw new IllegalArgumentException("length out of range");
        }
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt.length == 0 ? new byte[HASH_BYTES] : salt, "HmacSHA256"));
            byte[] extracted = mac.doFinal(secret);
            mac.init(new SecretKeySpec(extracted, "HmacSHA256"));
            Arrays.fill(extracted, (byte) 0);
            return expand(mac, info, length);
        } catch (GeneralSecurityException broken) {
            throw new SealingFailed.PlatformBroke(broken);
        }
    }

    private static byte[] expand(Mac mac, byte[] info, int length) {
        var derived = new byte[length];
        byte[] block = {};
        for (int at = 0, round = 1; at < length; at += HASH_BYTES, round++) {
            mac.update(block);
            mac.update(info);
            mac.update((byte) round);
            Arrays.fill(block, (byte) 0);
            block = mac.doFinal();
            System.arraycopy(block, 0, derived, at, Math.min(HASH_BYTES, length - at));
        }
        Arrays.fill(block, (byte) 0);
        return derived;
    }
}
