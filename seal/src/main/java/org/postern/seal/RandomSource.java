package org.postern.seal;

import java.security.SecureRandom;

/// Where keys and salts come from. A parameter, so that a test can repeat a seal octet for octet;
/// everything that runs for people uses [#system].
@FunctionalInterface
public interface RandomSource {
    /// Fills the whole array with unpredictable octets.
    void fill(byte[] into);

    /// The operating system's generator.
    static RandomSource system() {
        var random = new SecureRandom();
        return random::nextBytes;
    }
}
