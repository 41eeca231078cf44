package org.postern.server.accounts;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.postern.wire.Sha256;

/// Random secrets that we hand out, and the hashes under which we keep them: who reads the disk cannot
/// use them. They have 256 bits, so a plain SHA-256 is enough.
final class Tokens {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random;

    Tokens(SecureRandom random) {
        this.random = random;
    }

    byte[] octets(int length) {
        var octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }

    /// 32 octets as 43 letters, base64url without padding.
    String next() {
        return ENCODER.encodeToString(octets(32));
    }

    /// SHA-256 of the octets; empty for a text that is no token.
    static Optional<byte[]> hash(String token) {
        if (token.length() != 43) {
            return Optional.empty();
        }
        try {
            return Optional.of(Sha256.of(Base64.getUrlDecoder().decode(token)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
