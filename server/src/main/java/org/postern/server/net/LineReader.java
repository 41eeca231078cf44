package org.postern.server.net;

import java.io.IOException;

/// The one buffer between a connection and a line protocol. Lines are left where they lie; what is not a
/// line (the text of a message) is read through [#octets], [#from], [#to] and [#consume].
public final class LineReader {
    private static final int CAPACITY = 16 * 1024;

    private final Connection connection;
    private final byte[] octets = new byte[CAPACITY];
    private int from;
    private int to;
    private int lineFrom;
    private int lineTo;

    /// How reading a line ended.
    public enum Line {
        /// It lies in `[lineFrom, lineTo)`, without CRLF.
        READY,
        /// It was longer than allowed; it is gone, up to its end.
        TOO_LONG,
        /// LF came without CR before it (THREAT T-03).
        BARE_LF,
        /// The peer has closed.
        END
    }

    public LineReader(Connection connection) {
        this.connection = connection;
    }

    /// Reads the next line, waiting for it until the moment named.
    ///
    /// @param longest octets without CRLF; less than the buffer holds
    public Line line(int longest, long untilNanos) throws IOException {
        boolean tooLong = false;
        int searched = from;
        while (true) {
            int lf = indexOfLf(searched);
            if (lf >= 0) {
                return take(lf, tooLong || lf - from > longest + 1);
            }
            if (to - from > longest + 1) {
                tooLong = true;
                from = to - 1; // the last octet stays: it may be the CR
            }
            int unsearched = to - from;
            if (!fill(untilNanos)) {
                return Line.END;
            }
            searched = from + unsearched;
        }
    }

    /// Whether a whole line lies in the buffer, so that reading it does not wait.
    public boolean hasLine() {
        return indexOfLf(from) >= 0;
    }

    /// Whether nothing is buffered and nothing has come that could be.
    public boolean isQuiet() throws IOException {
        return isEmpty() && connection.available() == 0;
    }

    public boolean isEmpty() {
        return from == to;
    }

    /// Reads more behind what is buffered; false when the peer has closed.
    public boolean fill(long untilNanos) throws IOException {
        if (from == to) {
            from = 0;
            to = 0;
        } else if (to == CAPACITY) {
            System.arraycopy(octets, from, octets, 0, to - from);
            to -= from;
            from = 0;
        }
        int read = connection.read(octets, to, CAPACITY - to, untilNanos);
        if (read < 0) {
            return false;
        }
        to += read;
        return true;
    }

    public byte[] octets() {
        return octets;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    public int lineFrom() {
        return lineFrom;
    }

    public int lineTo() {
        return lineTo;
    }

    /// Everything before the index is done with.
    public void consume(int upTo) {
        from = upTo;
    }

    private Line take(int lf, boolean tooLong) {
        lineFrom = from;
        lineTo = lf - 1;
        from = lf + 1;
        if (lineTo < lineFrom || octets[lineTo] != '\r') {
            return Line.BARE_LF;
        }
        return tooLong ? Line.TOO_LONG : Line.READY;
    }

    private int indexOfLf(int start) {
        for (int at = start; at < to; at++) {
            if (octets[at] == '\n') {
                return at;
            }
        }
        return -1;
    }
}
