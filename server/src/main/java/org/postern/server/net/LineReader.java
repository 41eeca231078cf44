package org.postern.server.net;

import java.io.IOException;

/// The one buffer between a connection and a line protocol. Lines are left where they lie; what is not a
/// line (the text of a message) is read through [#octets], [#from], [#to] and [#consume]. It is small
/// while commands come one by one, since thousands of sessions wait for their next.
public final class LineReader {
    private static final int SMALL = 1024;
    private static final int CAPACITY = 16 * 1024;

    private final Connection connection;
    private byte[] octets = new byte[SMALL];
    private int from;
    private int to;
    private int lineFrom;
    private int lineTo;
    private long total;
    private volatile long taken; // the same, for other threads

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
        if (isEmpty()) {
            shrink();
        }
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
        } else if (to == octets.length) {
            var room = octets.length == CAPACITY ? octets : new byte[CAPACITY];
            System.arraycopy(octets, from, room, 0, to - from);
            octets = room;
            to -= from;
            from = 0;
        }
        int read = connection.read(octets, to, octets.length - to, untilNanos);
        if (read < 0) {
            return false;
        }
        to += read;
        total += read;
        taken = total;
        return true;
    }

    /// Octets that have come since the beginning; from any thread.
    public long taken() {
        return taken;
    }

    /// Much will come, as the text of a message does: the next reads take as much as there is.
    public void expectText() {
        if (isEmpty() && octets.length < CAPACITY) {
            octets = new byte[CAPACITY];
            from = 0;
            to = 0;
        }
    }

    /// Replaced by [#fill]: not to be held over it.
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

    /// Only when it is empty.
    private void shrink() {
        from = 0;
        to = 0;
        if (octets.length > SMALL) {
            octets = new byte[SMALL];
        }
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
