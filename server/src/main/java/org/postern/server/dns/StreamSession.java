package org.postern.server.dns;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.postern.server.net.Connection;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.dns.authority.Query;
import org.postern.wire.dns.authority.QueryReader;
import org.postern.wire.dns.authority.ReplyWriter;

/// One TCP connection: questions one after the other, each answered before the next is read (RFC 7766 §6.2).
///
/// THREAT T-54: a question has a time to arrive in, its answer one to be taken, and the connection an end.
final class StreamSession {
    private static final Trace TRACE = Trace.of(StreamSession.class);
    private static final int LONGEST_QUESTION = 4096;
    private static final int LONGEST_ANSWER = 65_535;
    private static final int MOST_QUESTIONS = 1000;
    private static final int PREFIX = 2;

    private final Connection connection;
    private final DnsSettings settings;
    private final Answers answers;
    private final Transfers transfers;
    private final Clock clock;
    private final long endNanos;
    private final byte[] question = new byte[LONGEST_QUESTION];
    private final byte[] answer = new byte[LONGEST_ANSWER];
    private volatile long busyUntilNanos = Long.MAX_VALUE;

    /// @param answers what questions come to
    record Parts(DnsSettings settings, Answers answers, Transfers transfers, Clock clock) {}

    StreamSession(Connection connection, Parts parts) {
        this.connection = connection;
        settings = parts.settings();
        answers = parts.answers();
        transfers = parts.transfers();
        clock = parts.clock();
        endNanos = clock.nanos() + settings.connectionTime().toNanos();
    }

    /// Whether it writes to a peer that does not read, for longer than it may.
    boolean isOverdue(long nowNanos) {
        return nowNanos - busyUntilNanos > 0 && busyUntilNanos != Long.MAX_VALUE;
    }

    void abort() {
        connection.abort();
    }

    /// @return how it ended, a word of ours
    String run() {
        try {
            for (int i = 0; i < MOST_QUESTIONS; i++) {
                long until = Math.min(clock.nanos() + settings.idle().toNanos(), endNanos);
                if (!read(PREFIX, until)) {
                    return "closed";
                }
                int length = (question[0] & 0xff) << 8 | (question[1] & 0xff);
                if (length > LONGEST_QUESTION || !read(length, until) || !answered(length)) {
                    return "malformed";
                }
            }
            return "enough";
        } catch (SocketTimeoutException slow) {
            return "silent";
        } catch (IOException gone) {
            TRACE.detail("connection broke", Field.cause(gone));
            return "broken";
        } finally {
            connection.closeGently();
        }
    }

    private boolean read(int length, long untilNanos) throws IOException {
        int at = 0;
        while (at < length) {
            int read = connection.read(question, at, length - at, untilNanos);
            if (read < 0) {
                return false;
            }
            at += read;
        }
        return true;
    }

    /// @return whether the next question is worth reading
    private boolean answered(int length) throws IOException {
        return switch (QueryReader.read(question, length)) {
            case Query.Read.NotForUs() -> false;
            case Query.Read.Bad(int rcode) -> {
                send(answer, ReplyWriter.writeBad(question, rcode, answer));
                yield true;
            }
            case Query.Read.Good(var query) -> {
                var key = transfers.key(query, question);
                if (key.isPresent()) {
                    transfers.send(query, key.get(), this::send);
                } else {
                    send(answer, answers.stream(query, connection.peer(), question, answer));
                }
                yield true;
            }
        };
    }

    private void send(byte[] message, int length) throws IOException {
        if (length == 0) {
            return;
        }
        var framed = new byte[PREFIX + length];
        framed[0] = (byte) (length >> 8);
        framed[1] = (byte) length;
        System.arraycopy(message, 0, framed, PREFIX, length);
        busyUntilNanos = clock.nanos() + settings.idle().toNanos();
        try {
            connection.write(framed, 0, framed.length);
        } finally {
            busyUntilNanos = Long.MAX_VALUE;
        }
    }
}
