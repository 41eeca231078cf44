package org.postern.wire.smtp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.postern.wire.Octets;
import org.postern.wire.OctetsCollector;

/// Writes the text of a message as DATA wants it (RFC 5321 §4.5.2): dots doubled at line starts, ended by
/// CRLF.CRLF. A bare CR or LF becomes CRLF, so that nothing we send smuggles (THREAT T-03).
public final class DataEncoder {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] END = ".\r\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private boolean lineStart = true;
    private boolean crPending;

    private DataEncoder(OutputStream out) {
        this.out = out;
    }

    public static void encode(Octets message, OutputStream out) throws IOException {
        var encoder = new DataEncoder(out);
        for (var chunk : message.chunks()) {
            encoder.chunk(chunk);
        }
        encoder.end();
    }

    /// The message with every line end as CRLF, unless it already is: then the same value. Sign what
    /// this returns, since what is sent has these line ends.
    public static Octets withCrlf(Octets message) {
        if (isClean(message)) {
            return message;
        }
        var collector = new OctetsCollector(message.size());
        boolean cr = false;
        for (var chunk : message.chunks()) {
            int from = 0;
            if (cr && chunk[0] == '\n') {
                from = 1;
            }
            cr = false;
            while (from < chunk.length) {
                int end = LineEnds.next(chunk, from, chunk.length);
                collector.add(chunk, from, end - from);
                if (end == chunk.length) {
                    break;
                }
                collector.add(CRLF, 0, 2);
                cr = chunk[end] == '\r' && end + 1 == chunk.length;
                from = chunk[end] == '\r' && end + 1 < chunk.length && chunk[end + 1] == '\n' ? end + 2 : end + 1;
            }
        }
        return collector.build();
    }

    private static boolean isClean(Octets message) {
        boolean cr = false;
        for (var chunk : message.chunks()) {
            for (int at = 0; at < chunk.length; at++) {
                if (cr != (chunk[at] == '\n')) {
                    return false;
                }
                if (!cr) {
                    at = LineEnds.next(chunk, at, chunk.length);
                    if (at == chunk.length) {
                        break;
                    }
                    if (chunk[at] == '\n') {
                        return false;
                    }
                }
                cr = !cr;
            }
        }
        return !cr;
    }

    private void chunk(byte[] chunk) throws IOException {
        int from = 0;
        while (from < chunk.length) {
            if (crPending) {
                crPending = false;
                if (chunk[from] == '\n') {
                    from++;
                    continue;
                }
            }
            if (lineStart && chunk[from] == '.') {
                out.write('.');
            }
            from = restOfLine(chunk, from);
        }
    }

    private int restOfLine(byte[] chunk, int from) throws IOException {
        int end = LineEnds.next(chunk, from, chunk.length);
        out.write(chunk, from, end - from);
        if (end == chunk.length) {
            lineStart = false;
            return end;
        }
        out.write(CRLF);
        lineStart = true;
        crPending = chunk[end] == '\r';
        return end + 1;
    }

    private void end() throws IOException {
        if (!lineStart) {
            out.write(CRLF);
        }
        out.write(END);
    }
}
