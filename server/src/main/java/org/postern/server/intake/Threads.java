package org.postern.server.intake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postern.wire.Octets;

/// The thread hash of docs/format/stored-message.md: the server can group and cannot guess.
final class Threads {
    private static final int LENGTH = 16;

    private final SecureRandom random;

    Threads(SecureRandom random) {
        this.random = random;
    }

    /// @param root empty for a message without any id: it is alone in its thread
    Octets hash(byte[] threadKey, Optional<String> root) {
        if (root.isEmpty()) {
            var alone = new byte[LENGTH];
            random.nextBytes(alone);
            return Octets.of(alone);
        }
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(threadKey, "HmacSHA256"));
            return Octets.of(Arrays.copyOf(mac.doFinal(root.get().getBytes(StandardCharsets.UTF_8)), LENGTH));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no HmacSHA256", missing);
        }
    }
}
