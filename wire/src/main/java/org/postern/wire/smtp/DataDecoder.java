package org.postern.wire.smtp;

import org.jspecify.annotations.Nullable;
import org.postern.wire.OctetsCollector;

/// Takes the text of a message out of what follows DATA: ends at CRLF.CRLF and nothing else, removes the
/// doubled dots (RFC 5321 §4.5.2), and finds what must not be there. The octets may come cut anywhere.
///
/// THREAT T-03: a bare CR or LF, around the dot or elsewhere, makes the whole message refused. Reading
/// goes on to the true end, so that what a smuggler hid is never taken for commands.
public final class DataDecoder {
    /// Why a message is to be refused at its end.
    public enum Fault {
        BARE_LINE_END,
        LINE_TOO_LONG,
        TOO_LARGE
    }

    private enum State {
        LINE_START,
        IN_LINE,
        CR,
        DOT,
        DOT_CR,
        END
    }

    private final int longestLine;
    private final long largestSize;
    private State state = State.LINE_START;
    private @Nullable Fault fault;
    private int lineLength;
    private int runStart;

    /// @param longestLine octets without CRLF
    /// @param largestSize octets of the whole message
    public DataDecoder(int longestLine, long largestSize) {
        this.longestLine = longestLine;
        this.largestSize = largestSize;
    }

    /// Takes octets in `[from, to)` up to the end of data, if it is there. After a fault nothing more is
    /// collected.
    ///
    /// @return index behind the last octet taken
    public int decode(byte[] octets, int from, int to, OctetsCollector into) {
        int at = from;
        runStart = from;
        while (at < to && state != State.END) {
            at = switch (state) {
                case LINE_START -> lineStart(octets, at, into);
                case IN_LINE -> inLine(octets, at, to);
                case CR -> afterCr(octets[at], at);
                case DOT -> afterDot(octets[at], at);
                case DOT_CR -> afterDotCr(octets[at], at);
                case END -> at;
            };
        }
        collect(octets, at, into);
        return at;
    }

    /// Whether CRLF.CRLF was seen.
    public boolean ended() {
        return state == State.END;
    }

    /// What is wrong, or null.
    public @Nullable Fault fault() {
        return fault;
    }

    /// Marks the message as refused for a reason that the caller found.
    public void fail(Fault found) {
        if (fault == null) {
            fault = found;
        }
    }

    private int lineStart(byte[] octets, int at, OctetsCollector into) {
        lineLength = 0;
        if (octets[at] == '.') {
            collect(octets, at, into);
            runStart = at + 1;
            state = State.DOT;
            return at + 1;
        }
        state = State.IN_LINE;
        return at;
    }

    private int inLine(byte[] octets, int at, int to) {
        int end = LineEnds.next(octets, at, to);
        lineLength += end - at;
        if (lineLength > longestLine) {
            fail(Fault.LINE_TOO_LONG);
            lineLength = 0; // or it would overflow in a message of one line
        }
        if (end == to) {
            return to;
        }
        if (octets[end] == '\r') {
            state = State.CR;
        } else {
            fail(Fault.BARE_LINE_END);
        }
        return end + 1;
    }

    private int afterCr(byte octet, int at) {
        if (octet == '\n') {
            state = State.LINE_START;
            return at + 1;
        }
        fail(Fault.BARE_LINE_END);
        state = State.IN_LINE;
        return at;
    }

    /// The dot is dropped whatever follows it; a CR is held back until it is known not to be the end.
    private int afterDot(byte octet, int at) {
        if (octet == '\r') {
            runStart = at + 1;
            state = State.DOT_CR;
            return at + 1;
        }
        state = State.IN_LINE;
        return at;
    }

    private int afterDotCr(byte octet, int at) {
        if (octet == '\n') {
            runStart = at + 1;
            state = State.END;
            return at + 1;
        }
        fail(Fault.BARE_LINE_END);
        state = State.IN_LINE;
        return at;
    }

    private void collect(byte[] octets, int to, OctetsCollector into) {
        int length = to - runStart;
        if (length <= 0 || fault != null) {
            return;
        }
        if (into.size() + length > largestSize) {
            fail(Fault.TOO_LARGE);
            return;
        }
        into.add(octets, runStart, length);
        runStart = to;
    }
}
