package org.postern.server.smtpout;

import java.time.Duration;
import org.postern.server.settings.Setting;

/// How long a peer has for each step, by RFC 5321 §4.5.3.2 where it says.
public record Timeouts(
        @Setting(value = "For the greeting (RFC 5321 §4.5.3.2.1).", standard = "5m", min = "1s")
        Duration greeting,

        @Setting(value = "For the reply to EHLO, MAIL and RCPT (RFC 5321 §4.5.3.2.2).", standard = "5m", min = "1s")
        Duration command,

        @Setting(value = "For the reply to DATA (RFC 5321 §4.5.3.2.4).", standard = "2m", min = "1s")
        Duration dataStart,

        @Setting(value = "For taking 64 KiB of a message (RFC 5321 §4.5.3.2.5).", standard = "3m", min = "1s")
        Duration dataBlock,

        @Setting(value = "For the reply to a message (RFC 5321 §4.5.3.2.6).", standard = "10m", min = "1s")
        Duration dataEnd,

        @Setting(value = "For a TLS handshake.", standard = "1m", min = "1s")
        Duration tls,

        @Setting(value = "For the reply to QUIT, on which nothing hangs.", standard = "5s", min = "100ms")
        Duration quit,

        @Setting(
                value = "For one message in all: a peer that takes every step at the last moment is left then.",
                standard = "1h",
                min = "1s")
        Duration transaction) {
    public static Timeouts standard() {
        return new Timeouts(
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(2),
                Duration.ofMinutes(3),
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                Duration.ofSeconds(5),
                Duration.ofHours(1));
    }

    /// The same for every step, and an hour for a message: for tests and tight links.
    public static Timeouts all(Duration each) {
        return new Timeouts(each, each, each, each, each, each, each, Duration.ofHours(1));
    }
}
