package org.postern.server.reachctl;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The few polite words of a look at a mail server: its banner is awaited, EHLO and QUIT are said
/// as RFC 5321 §4.1.1 wants them, and nothing else.
final class Greeting {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LONGEST_REPLY = 8 * 1024;

    private final Vantage.Wire wire;
    private final StringBuilder unread = new StringBuilder();
    private int taken;

    Greeting(Vantage.Wire wire) {
        this.wire = wire;
    }

    /// The banner's first line.
    String banner() throws IOException {
        return reply().getFirst();
    }

    /// Says EHLO.
    ///
    /// @return whether STARTTLS is offered (RFC 3207 §2)
    boolean ehlo(String self) throws IOException {
        say("EHLO " + self);
        return reply().stream()
                .map(line -> line.length() > 4 ? line.substring(4).strip().toUpperCase(Locale.ROOT) : "")
                .anyMatch("STARTTLS"::equals);
    }

    /// Waits for nothing more than the word.
    void quit() throws IOException {
        say("QUIT");
        reply();
    }

    private void say(String line) throws IOException {
        wire.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private List<String> reply() throws IOException {
        var lines = new ArrayList<String>();
        do {
            lines.add(line());
        } while (lines.getLast().length() > 3 && lines.getLast().charAt(3) == '-');
        return lines;
    }

    private String line() throws IOException {
        var octets = new byte[1024];
        while (unread.indexOf("\n") < 0) {
            int read = wire.read(octets, PATIENCE);
            if (read < 0) {
                throw new EOFException("the mail server hung up");
            }
            taken += read;
            if (taken > LONGEST_REPLY) {
                throw new IOException("the mail server talks too much"); // whoever it is, we wanted a word
            }
            unread.append(new String(octets, 0, read, StandardCharsets.ISO_8859_1));
        }
        int end = unread.indexOf("\n");
        var line = unread.substring(0, end).stripTrailing();
        unread.delete(0, end + 1);
        return line;
    }
}
