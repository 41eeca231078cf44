package org.postern.unseal;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Random;
import org.postern.seal.Certificate;
import org.postern.seal.CertificateRead;
import org.postern.seal.RandomSource;
import org.postern.wire.address.MailAddress;

/// Keys and octets that are the same in every run.
final class TestKeys {
    static final Instant MADE = Instant.parse("2026-11-23T20:00:00Z");

    private TestKeys() {}

    static MailAddress address(String text) {
        return MailAddress.parse(text).orElseThrow();
    }

    static SecretKeys of(String address, long seed) {
        return SecretKeys.generate(address(address), MADE, secureRandom(seed));
    }

    /// A version 6 key from elsewhere, beside a fresh version 4 key of the same address.
    static SecretKeys withV6(byte[] secretKey, byte[] certificate) {
        if (!(Certificate.forStorage(certificate) instanceof CertificateRead.Accepted(var accepted))) {
            throw new AssertionError("the certificate was refused");
        }
        return SecretKeys.read(secretKey, of(accepted.address().toString(), 99).unredactedV4());
    }

    static RandomSource randomness(long seed) {
        return new Random(seed)::nextBytes;
    }

    /// SHA1PRNG is a pure function of a seed that is set before its first use.
    static SecureRandom secureRandom(long seed) {
        try {
            var random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(seed);
            return random;
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }

    static byte[] pattern(int size) {
        var pattern = new byte[size];
        for (int i = 0; i < size; i++) {
            pattern[i] = (byte) (i * 31 + (i >> 8));
        }
        return pattern;
    }
}
