package org.postern.server.smtpin;

import static org.postern.reach.Stage.CONNECTED;
import static org.postern.reach.Stage.GREETED;
import static org.postern.reach.Stage.TLS_BEGUN;
import static org.postern.reach.Stage.TLS_DONE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.postern.server.net.Connection;
import org.postern.server.net.LineReader;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.smtp.Command;
import org.postern.wire.smtp.CommandLine;
import org.postern.wire.smtp.Reply;

/// One conversation, from greeting to end, on one thread. Replies wait in a buffer until there is
/// nothing more to read (RFC 2920 §3.2).
final class Session {
    private static final Trace TRACE = Trace.of(Session.class);
    private static final Set<String> WEB_VERBS = Set.of("GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT", "PRI");
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Connection connection;
    private final Door.Parts parts;
    private final DoorCounters counters;
    private final LineReader reader;
    private final Envelopes envelopes;
    private final Texts texts;
    private final Funnel funnel;
    private final ByteArrayOutputStream replies = new ByteArrayOutputStream(512);
    private final long endNanos;

    /// Held while the session works, free while it waits for a command: who stops the door takes it to
    /// say the last word in the session's place.
    private final ReentrantLock turn = new ReentrantLock();

    private volatile long dueNanos;
    private volatile boolean stopping;
    private Stage stage = new Stage.Fresh();
    private volatile long octetsSeen;
    private volatile long heardNanos;
    private int errors;

    /// Whether the conversation goes on.
    private enum Next {
        GO_ON,
        END
    }

    Session(Connection connection, Door.Parts parts, DoorCounters counters) {
        this.connection = connection;
        this.parts = parts;
        this.counters = counters;
        reader = new LineReader(connection);
        envelopes = new Envelopes(parts);
        funnel = new Funnel(connection, parts.sightings(), parts.clock());
        texts = new Texts(connection, reader, parts, counters, funnel);
        endNanos = parts.clock().nanos() + parts.settings().sessionTime().toNanos();
        dueNanos = endNanos + GRACE_NANOS;
        heardNanos = parts.clock().nanos();
    }

    /// Returns when the connection is closed.
    void run() {
        turn.lock();
        funnel.reached(CONNECTED);
        try {
            converse();
        } catch (SocketTimeoutException stalled) {
            funnel.broke(stalled);
            counters.session("stalled");
            lastWord(connection, parts.clock().nanos() < endNanos ? Replies.STALLED : Replies.SESSION_OVER);
        } catch (IOException gone) {
            funnel.broke(gone);
            counters.session("lost");
            TRACE.detail("peer left without a word", Field.cause(gone));
        } catch (RuntimeException wrong) {
            counters.session("failed");
            TRACE.failure("session ended by a fault of ours", wrong);
            lastWord(connection, Replies.BROKEN);
        } finally {
            forget();
            connection.close();
            turn.unlock();
        }
    }

    /// Says 421 as soon as the session waits for a command; cuts it off when that takes too long.
    void stop(Duration patience) {
        stopping = true;
        funnel.settled();
        try {
            if (turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    farewell(connection, Replies.STOPPING);
                } finally {
                    turn.unlock();
                }
            } else {
                abort();
            }
        } catch (InterruptedException hurry) {
            abort();
            Thread.currentThread().interrupt();
        }
    }

    boolean isOverdue(long nowNanos) {
        return nowNanos - dueNanos > 0;
    }

    void abort() {
        connection.abort();
    }

    /// Asked now and again.
    ///
    /// @return how long nothing has come, to the time between two askings
    long silentNanos(long nowNanos) {
        long taken = reader.taken();
        if (taken != octetsSeen) {
            octetsSeen = taken;
            heardNanos = nowNanos;
        }
        return nowNanos - heardNanos;
    }

    Connection connection() {
        return connection;
    }

    /// Writes one reply and closes at once: for connections of which nothing is or will be read.
    static void farewell(Connection connection, Reply reply) {
        try (connection) {
            byte[] octets = reply.rendered().getBytes(StandardCharsets.UTF_8);
            connection.write(octets, 0, octets.length);
        } catch (IOException gone) {
            TRACE.detail("peer left before the last word", Field.cause(gone));
        }
    }

    /// Writes one reply and closes so that the peer can read it. Only the reading thread may do this.
    private static void lastWord(Connection connection, Reply reply) {
        try {
            byte[] octets = reply.rendered().getBytes(StandardCharsets.UTF_8);
            connection.write(octets, 0, octets.length);
            connection.closeGently();
        } catch (IOException gone) {
            connection.close();
        }
    }

    private void converse() throws IOException {
        if (!reader.isQuiet()) {
            counters.session("talked_first");
            lastWord(connection, Replies.TALKED_FIRST);
            return;
        }
        say(Replies.banner(parts.hostName()));
        while (nextLine() == Next.GO_ON) {
            if (errors > parts.settings().errors()) {
                end(Replies.TOO_MANY_ERRORS);
                return;
            }
            if (envelopes.unknownRecipients() > parts.settings().unknownRecipients()) {
                end(Replies.TOO_MANY_UNKNOWN);
                return;
            }
        }
    }

    private Next nextLine() throws IOException {
        var line = reader.hasLine() ? read() : await();
        return switch (line) {
            case READY -> obey(CommandLine.parse(reader.octets(), reader.lineFrom(), reader.lineTo()));
            case TOO_LONG -> answer(Replies.LINE_TOO_LONG);
            case BARE_LF -> end(Replies.BARE_LF_COMMAND); // THREAT T-03
            case END -> {
                funnel.ended();
                yield Next.END;
            }
        };
    }

    private LineReader.Line await() throws IOException {
        flush();
        turn.unlock();
        try {
            return read();
        } finally {
            turn.lock();
        }
    }

    private LineReader.Line read() throws IOException {
        long until = Math.min(
                endNanos, parts.clock().nanos() + parts.settings().commandTime().toNanos());
        return reader.line(parts.settings().commandLine(), until);
    }

    private Next obey(Command command) throws IOException {
        return switch (command) {
            case Command.Ehlo ehlo -> greet(new Stage.Greeting(ehlo.peer(), true));
            case Command.Helo helo -> greet(new Stage.Greeting(helo.peer(), false));
            case Command.Mail mail -> move(envelopes.begin(stage, mail));
            case Command.Recipient to -> move(envelopes.add(stage, to.to(), to.parameters()));
            case Command.RecipientPostmaster to -> move(envelopes.addPostmaster(stage, to.parameters()));
            case Command.Text() -> text();
            case Command.Chunk chunk -> chunk(chunk);
            case Command.Reset() -> reset();
            case Command.StartTls() -> startTls();
            case Command.Verify verify -> answer(Replies.VERIFY);
            case Command.Expand expand -> answer(Replies.EXPAND);
            case Command.Help() -> answer(Replies.HELP);
            case Command.Noop() -> answer(Replies.OK);
            case Command.Quit() -> end(Replies.BYE);
            case Command.NotSpoken other -> answer(Replies.NOT_SPOKEN);
            case Command.Unknown other -> unknown(other);
            case Command.Malformed broken -> answer(broken.problem().reply());
        };
    }

    private Next greet(Stage.Greeting greeting) throws IOException {
        forget();
        stage = new Stage.Greeted(greeting);
        funnel.reached(GREETED);
        if (!greeting.extended()) {
            return answer(Replies.helo(parts.hostName()));
        }
        boolean offerTls = parts.tls().isPresent() && connection.tls().isEmpty();
        return answer(Replies.ehlo(parts.hostName(), parts.settings(), offerTls));
    }

    private Next move(Envelopes.Step step) throws IOException {
        stage = step.stage();
        return answer(step.reply());
    }

    private Next text() throws IOException {
        if (!(stage instanceof Stage.Addressed addressed)) {
            return answer(stage instanceof Stage.Chunked ? Replies.CHUNKS_BEGAN : Replies.MAIL_FIRST);
        }
        var refusal = texts.refusal(addressed.envelope());
        if (refusal.isPresent()) {
            return answer(refusal.get());
        }
        if (!reader.isEmpty()) {
            return end(Replies.DID_NOT_WAIT); // RFC 2920 §3.1: DATA is the last of its group
        }
        say(Replies.SEND_TEXT);
        flush();
        var reply = texts.data(addressed, untilText());
        stage = new Stage.Greeted(addressed.greeting());
        return answer(reply);
    }

    private Next chunk(Command.Chunk chunk) throws IOException {
        flush();
        var step = texts.chunk(stage, chunk, untilText());
        stage = step.stage();
        return answer(step.reply());
    }

    private long untilText() {
        return Math.min(
                endNanos, parts.clock().nanos() + parts.settings().textTime().toNanos());
    }

    private Next reset() throws IOException {
        forget();
        stage = switch (stage) {
            case Stage.Fresh fresh -> fresh;
            case Stage.Greeted greeted -> greeted;
            case Stage.Addressed addressed -> new Stage.Greeted(addressed.greeting());
            case Stage.Chunked chunked -> new Stage.Greeted(chunked.greeting());
        };
        return answer(Replies.OK);
    }

    /// RFC 3207 §4. What came behind STARTTLS in the clear was not written by whom TLS will vouch for
    /// (CVE-2011-0411): it ends the session.
    private Next startTls() throws IOException {
        if (connection.tls().isPresent()) {
            return answer(Replies.ALREADY_TLS);
        }
        if (parts.tls().isEmpty()) {
            return answer(Replies.NO_TLS);
        }
        if (!reader.isEmpty()) {
            return end(Replies.DID_NOT_WAIT);
        }
        say(Replies.START_TLS);
        flush();
        forget();
        stage = new Stage.Fresh();
        long until = Math.min(
                endNanos, parts.clock().nanos() + parts.settings().commandTime().toNanos());
        dueNanos = until + GRACE_NANOS;
        funnel.reached(TLS_BEGUN);
        connection.startTls(parts.tls().get(), until);
        funnel.reached(TLS_DONE);
        dueNanos = endNanos + GRACE_NANOS;
        counters.session("tls");
        return Next.GO_ON;
    }

    private Next unknown(Command.Unknown other) throws IOException {
        return WEB_VERBS.contains(other.verb()) ? end(Replies.NOT_SMTP) : answer(Replies.UNKNOWN_COMMAND);
    }

    private void forget() {
        if (stage instanceof Stage.Chunked chunked) {
            chunked.parcel().close();
        }
    }

    private Next answer(Reply reply) throws IOException {
        if (reply.isPermanent()) {
            errors++;
        }
        if (reply.code() >= 400) {
            funnel.settled();
        }
        say(reply);
        if (stopping) {
            return end(Replies.STOPPING);
        }
        return Next.GO_ON;
    }

    private Next end(Reply reply) throws IOException {
        funnel.settled();
        say(reply);
        flush();
        if (!reader.isEmpty()) {
            connection.closeGently();
        }
        return Next.END;
    }

    private void say(Reply reply) throws IOException {
        replies.writeBytes(reply.rendered().getBytes(StandardCharsets.UTF_8));
        if (replies.size() > 8192) {
            flush(); // a peer that pipelines without reading fills no memory of ours
        }
    }

    private void flush() throws IOException {
        if (replies.size() == 0) {
            return;
        }
        dueNanos = Math.min(
                        endNanos,
                        parts.clock().nanos() + parts.settings().commandTime().toNanos())
                + GRACE_NANOS;
        byte[] octets = replies.toByteArray();
        replies.reset();
        connection.write(octets, 0, octets.length);
        dueNanos = endNanos + GRACE_NANOS;
    }
}
