package org.postern.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postern.wire.Octets;

/// By what a server groups messages into threads without knowing their ids
/// (docs/format/stored-message.md): a keyed hash of the root's message id (RFC 2104).
public final class ThreadHash {
    /// Octets of a hash.
    public static final int SIZE_BYTES = 16;

    private static final String ALGORITHM = "HmacSHA256";

    private ThreadHash() {}

    /// @param threadKey of the account, 32 octets
    /// @param root message id without brackets; without one the message is a thread of its own
    /// @return 16 octets
    public static Octets of(Octets threadKey, Optional<String> root, RandomSource random) {
        if (root.isEmpty()) {
            var own = new byte[SIZE_BYTES];
            random.fill(own);
            return Octets.of(own);
        }
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(threadKey.toByteArray(), ALGORITHM));
            return Octets.of(Arrays.copyOf(mac.doFinal(root.get().getBytes(StandardCharsets.UTF_8)), SIZE_BYTES));
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new SealingFailed.PlatformBroke(everyJavaHasIt);
        }
    }
}
