package org.postern.server.smtpout;

import java.time.Duration;

/// How long a peer has for each step, from RFC 5321 §4.5.3.2.
///
/// @param greeting §4.5.3.2.1
/// @param command for EHLO, MAIL and RCPT, §4.5.3.2.2 and §4.5.3.2.3
/// @param dataStart §4.5.3.2.4
/// @param dataBlock for each piece of the text, §4.5.3.2.5
/// @param dataEnd §4.5.3.2.6
/// @param tls for a handshake; no standard says
/// @param quit for the answer to QUIT, on which nothing hangs
public record Timeouts(
        Duration greeting,
        Duration command,
        Duration dataStart,
        Duration dataBlock,
        Duration dataEnd,
        Duration tls,
        Duration quit) {
    public static Timeouts standard() {
        return new Timeouts(
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(2),
                Duration.ofMinutes(3),
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                Duration.ofSeconds(5));
    }

    /// The same for every step: for tests and tight links.
    public static Timeouts all(Duration each) {
        return new Timeouts(each, each, each, each, each, each, each);
    }
}
