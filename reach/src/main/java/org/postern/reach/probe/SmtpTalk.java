package org.postern.reach.probe;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/// As much of an SMTP client as a probe needs: it says nothing that could become mail.
final class SmtpTalk {
    private static final int LONGEST_LINE = 2_000;
    private static final int MOST_LINES = 100;

    /// RFC 5321 §4.5.3.1.4: a command line has at most 512 octets.
    private static final String FILL = "NOOP " + "x".repeat(493) + "\r\n";

    private String step = "banner";
    private boolean offersTls;
    private long passed;

    String step() {
        return step;
    }

    boolean offersTls() {
        return offersTls;
    }

    /// Banner and EHLO (RFC 5321 §4.1.1.1).
    void greet(Socket socket) throws IOException {
        var in = new BufferedInputStream(socket.getInputStream());
        reply(in);
        step = "ehlo";
        say(socket, "EHLO probe.invalid\r\n");
        for (var line : reply(in)) {
            offersTls |= line.substring(Math.min(4, line.length())).strip().equalsIgnoreCase("STARTTLS");
        }
    }

    /// RFC 3207 §4
    SSLSocket secure(Socket socket, String serverName) throws IOException {
        step = "starttls";
        say(socket, "STARTTLS\r\n");
        if (!reply(socket.getInputStream()).getFirst().startsWith("220")) {
            throw new IOException("STARTTLS was offered and is refused");
        }
        return BareTls.handshake(socket, serverName);
    }

    /// Sends commands that mean nothing until so many octets went through.
    ///
    /// @return the octets of both ways at which it stopped; empty at the top of the ladder, and where the
    ///     server itself has heard enough
    Optional<Long> climb(SSLSocket secure, List<Integer> ladder) {
        step = "ladder";
        try {
            var in = new BufferedInputStream(secure.getInputStream());
            long sent = 0;
            for (int rung : ladder) {
                for (; sent < rung; sent += FILL.length()) {
                    say(secure, FILL);
                    if (!reply(in).getFirst().startsWith("2")) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.empty();
        } catch (IOException stopped) {
            return Optional.of(passed);
        }
    }

    /// Says goodbye (RFC 5321 §4.1.1.10): a session that just breaks off is what a host that counts how
    /// networks treat its sessions would hold against this one.
    void leave(Socket socket) {
        try {
            say(socket, "QUIT\r\n");
            reply(socket.getInputStream());
        } catch (IOException gone) {
            // There is nobody to say it to.
        }
    }

    /// Hears the banner and leaves.
    void decline(Socket socket) {
        try {
            reply(socket.getInputStream());
            leave(socket);
        } catch (IOException silent) {
            // Nobody speaks.
        }
    }

    /// Hands one mail over.
    boolean hand(Socket socket, ReportMail mail) throws IOException {
        greet(socket);
        var in = socket.getInputStream();
        return isTaken(socket, in, "MAIL FROM:<>\r\n", "2")
                && isTaken(socket, in, "RCPT TO:<" + mail.to() + ">\r\n", "2")
                && isTaken(socket, in, "DATA\r\n", "3")
                && isTaken(socket, in, mail.text() + ".\r\n", "2");
    }

    private boolean isTaken(Socket socket, InputStream in, String words, String good) throws IOException {
        say(socket, words);
        return reply(in).getFirst().startsWith(good);
    }

    private void say(Socket socket, String line) throws IOException {
        var octets = line.getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
        passed += octets.length;
    }

    /// Every line of one reply.
    private List<String> reply(InputStream in) throws IOException {
        var lines = new ArrayList<String>();
        do {
            lines.add(line(in));
        } while (lines.getLast().matches("\\d{3}-.*") && lines.size() < MOST_LINES);
        return lines;
    }

    private String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the peer hung up");
            }
            if (line.length() < LONGEST_LINE) {
                line.append((char) octet);
            }
            passed++;
        }
        passed++;
        return line.toString().strip().toUpperCase(Locale.ROOT);
    }
}
