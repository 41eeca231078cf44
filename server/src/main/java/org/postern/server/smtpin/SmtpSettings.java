package org.postern.server.smtpin;

import java.time.Duration;
import org.postern.server.settings.HostPort;
import org.postern.server.settings.Setting;
import org.postern.server.settings.Size;

/// The door on port 25 and its limits. Each limit has a reply of its own (docs/smtp-bad-input.md).
public record SmtpSettings(
        @Setting(value = "Where to take mail from other servers.", standard = "0.0.0.0:25")
        HostPort listen,

        @Setting(value = "The largest message that is taken.", standard = "50MB", min = "64KiB", max = "1GB")
        Size messageSize,

        @Setting(value = "Recipients of one message.", standard = "100", min = "1", max = "1000")
        int recipients,

        @Setting(value = "The longest command line, in octets.", standard = "2048", min = "512", max = "8192")
        int commandLine,

        @Setting(value = "The longest line of a message, in octets.", standard = "65536", min = "998")
        int textLine,

        @Setting(value = "Commands in error after which a session is ended.", standard = "20", min = "1")
        int errors,

        @Setting(value = "Unknown recipients after which a session is ended.", standard = "20", min = "1")
        int unknownRecipients,

        @Setting(
                value = "How long to wait for a command, and for a peer that does not read.",
                standard = "5m",
                min = "1s")
        Duration commandTime,

        @Setting(value = "How long the text of one message may take.", standard = "15m", min = "1s")
        Duration textTime,

        @Setting(value = "How long a session may last.", standard = "1h", min = "1s")
        Duration sessionTime,

        @Setting(value = "Sessions in all.", standard = "6000", min = "1")
        int sessions,

        @Setting(value = "Sessions from one network (/24 of IPv4, /56 of IPv6).", standard = "500", min = "1")
        int sessionsPerNetwork,

        @Setting(value = "Memory for all messages that are being taken.", standard = "256MB", min = "1MB")
        Size memory,

        @Setting(value = "How long sessions may finish their message when the server stops.", standard = "10s")
        Duration stopTime) {}
