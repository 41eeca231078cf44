package org.postern.server.smtpout;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.postern.server.net.DialFailed;
import org.postern.server.net.Line;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.smtp.Command;
import org.postern.wire.smtp.DataEncoder;
import org.postern.wire.smtp.Reply;
import org.postern.wire.smtp.ReplyReader;

/// Commands out, replies in, over one line. Whatever goes wrong with the line is one exception with its
/// word; what the peer says is a value.
final class Conversation implements AutoCloseable {
    private static final int PIECE = 64 * 1024;

    private final Line line;
    private final Timeouts timeouts;
    private final Clock clock;
    private final OutputStream out;
    private final byte[] octets = new byte[ReplyReader.LONGEST_LINE + 2];
    private int from;
    private int to;

    Conversation(Line line, Timeouts timeouts, Clock clock) {
        this.line = line;
        this.timeouts = timeouts;
        this.clock = clock;
        this.out = new BufferedOutputStream(new Guarded(), PIECE);
    }

    Line line() {
        return line;
    }

    /// Octets from the peer that no reply has taken. RFC 3207 §5: after the answer to STARTTLS there must
    /// be none, or somebody in between has put words into the peer's mouth.
    boolean hasUnread() throws DialFailed {
        try {
            return from < to || line.in().available() > 0;
        } catch (IOException failed) {
            throw DialFailed.of(failed);
        }
    }

    /// Puts a command on its way; it goes with the next [#reply].
    void send(Command command) throws DialFailed {
        try {
            out.write((command.line() + "\r\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw DialFailed.of(failed);
        }
    }

    /// The text after 354, and its end.
    void text(Octets message) throws DialFailed {
        try {
            DataEncoder.encode(message, out);
        } catch (IOException failed) {
            throw DialFailed.of(failed);
        }
    }

    Reply ask(Command command, Duration timeout) throws DialFailed {
        send(command);
        return reply(timeout);
    }

    /// The next reply, whole within the time.
    Reply reply(Duration timeout) throws DialFailed {
        long until = clock.nanos() + timeout.toNanos();
        var reader = new ReplyReader();
        try {
            out.flush();
            while (true) {
                int end = lineEnd(until);
                var progress = reader.line(octets, from, withoutReturn(end));
                from = end + 1;
                switch (progress) {
                    case ReplyReader.Progress.Done done -> {
                        return done.reply();
                    }
                    case ReplyReader.Progress.Broken broken -> throw new DialFailed(DialFailed.Word.PROTOCOL_ERROR);
                    case ReplyReader.Progress.More more -> {}
                }
            }
        } catch (IOException failed) {
            throw DialFailed.of(failed);
        }
    }

    /// Says good-bye when that costs nothing, and ends the line.
    void quit() {
        try {
            ask(new Command.Quit(), timeouts.quit());
        } catch (DialFailed goneAlready) {
            // the line is closed in any case
        }
        close();
    }

    @Override
    public void close() {
        line.close();
    }

    /// The index of the next LF.
    private int lineEnd(long until) throws IOException, DialFailed {
        int searched = from;
        while (true) {
            for (int at = searched; at < to; at++) {
                if (octets[at] == '\n') {
                    return at;
                }
            }
            int unsearched = to - from;
            fill(until);
            searched = from + unsearched;
        }
    }

    private void fill(long until) throws IOException, DialFailed {
        System.arraycopy(octets, from, octets, 0, to - from);
        to -= from;
        from = 0;
        if (to == octets.length) {
            throw new DialFailed(DialFailed.Word.PROTOCOL_ERROR); // a line without end
        }
        long left = until - clock.nanos();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        line.readTimeout(Duration.ofNanos(left));
        int read = line.in().read(octets, to, octets.length - to);
        if (read < 0) {
            throw new EOFException();
        }
        to += read;
    }

    /// LENIENT: a reply that ends in a bare LF is read; some appliances send it.
    private int withoutReturn(int end) {
        return end > from && octets[end - 1] == '\r' ? end - 1 : end;
    }

    /// RFC 5321 §4.5.3.2.5: each piece must be taken in time.
    private final class Guarded extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] piece, int offset, int length) throws IOException {
            try (var _ = line.closeAfter(timeouts.dataBlock())) {
                line.out().write(piece, offset, length);
            }
        }
    }
}
