package org.postern.lab.sim;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Lines over a fake connection, for those outside: servers that send and servers that take.
final class Talk {
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Endpoint end;
    private final byte[] octets = new byte[8192];
    private int from;
    private int to;

    Talk(Endpoint end) {
        this.end = end;
    }

    void say(String text) throws IOException {
        say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void say(byte[] text) throws IOException {
        end.write(text, 0, text.length, until());
    }

    /// The next line without its end, octets as characters.
    String line() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            for (int at = from; at < to; at++) {
                if (octets[at] == '\n') {
                    line.write(octets, from, at - from);
                    from = at + 1;
                    var text = line.toString(StandardCharsets.ISO_8859_1);
                    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
                }
            }
            line.write(octets, from, to - from);
            from = 0;
            to = Math.max(0, end.read(octets, 0, octets.length, until()));
            if (to == 0) {
                throw new EOFException();
            }
        }
    }

    /// The code of the next reply, of however many lines.
    int reply() throws IOException {
        var line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = line();
        }
        if (!line.matches("[245]\\d\\d( .*)?") && !line.matches("3\\d\\d( .*)?")) {
            throw new IOException("not a reply");
        }
        return Integer.parseInt(line.substring(0, 3));
    }

    private long until() {
        return end.world().nanos() + PATIENCE.toNanos();
    }
}
