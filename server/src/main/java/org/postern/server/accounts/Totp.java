package org.postern.server.accounts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Time-based one-time passwords (RFC 6238) in the one form that every authenticator speaks: SHA-1,
/// 30 seconds, six digits, one step of drift either way. Pure.
final class Totp {
    static final int SECRET_OCTETS = 20;
    private static final int STEP_SECONDS = 30;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Totp() {}

    /// The step whose code this is, when it is the code of this step or a neighbour, and later than the
    /// step that was used last (RFC 6238 §5.2: a code is used once). All three are computed and
    /// compared in constant time.
    static OptionalLong matching(byte[] secret, String code, Instant now, long lastUsedStep) {
        long current = Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
        var given = code.getBytes(StandardCharsets.UTF_8);
        var found = OptionalLong.empty();
        for (long step = current - 1; step <= current + 1; step++) {
            var expected = code(secret, step, 6).getBytes(StandardCharsets.US_ASCII);
            if (MessageDigest.isEqual(expected, given) && step > lastUsedStep) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    /// RFC 4226 §5.3
    static String code(byte[] secret, long step, int digits) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            var hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xf;
            int truncated = ByteBuffer.wrap(hash).getInt(offset) & 0x7fffffff;
            return ("%0" + digits + "d").formatted(truncated % (int) Math.pow(10, digits));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /// RFC 4648 §6, without padding: 20 octets are 32 letters.
    static String base32(byte[] octets) {
        var text = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (var octet : octets) {
            bits = (bits << 8) | (octet & 0xff);
            for (held += 8; held >= 5; held -= 5) {
                text.append(BASE32.charAt((bits >> (held - 5)) & 31));
            }
            bits &= (1 << held) - 1;
        }
        return held == 0
                ? text.toString()
                : text.append(BASE32.charAt((bits << (5 - held)) & 31)).toString();
    }
}
