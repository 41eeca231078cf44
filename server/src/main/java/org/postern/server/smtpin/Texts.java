package org.postern.server.smtpin;

import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.postern.server.intake.Arrival;
import org.postern.server.intake.Outcome;
import org.postern.server.intake.Wishes;
import org.postern.server.net.Connection;
import org.postern.server.net.LineReader;
import org.postern.server.net.MemoryBudget;
import org.postern.wire.smtp.Command;
import org.postern.wire.smtp.DataDecoder;
import org.postern.wire.smtp.Reply;

/// DATA and BDAT: takes the text of a message into memory and gives it to intake. A connection that
/// ends before the end of data leaves nothing (RFC 5321 §4.1.1.4).
final class Texts {
    private final Connection connection;
    private final LineReader reader;
    private final Door.Parts parts;
    private final DoorCounters counters;
    private final Funnel funnel;

    Texts(Connection connection, LineReader reader, Door.Parts parts, DoorCounters counters, Funnel funnel) {
        this.connection = connection;
        this.reader = reader;
        this.parts = parts;
        this.counters = counters;
        this.funnel = funnel;
    }

    /// Why DATA may not begin, if it may not.
    Optional<Reply> refusal(Stage.Envelope envelope) {
        if (Envelopes.needsChunks(envelope)) {
            return Optional.of(Replies.BINARY_NEEDS_CHUNKS);
        }
        if (envelope.addressees().isEmpty()) {
            return Optional.of(Replies.RECIPIENT_FIRST);
        }
        return parts.memory().takenBytes() >= parts.memory().mostBytes()
                ? Optional.of(Replies.NO_MEMORY)
                : Optional.empty();
    }

    /// Reads to CRLF.CRLF, whatever is wrong with what comes before it, and answers then.
    Reply data(Stage.Addressed addressed, long untilNanos) throws IOException {
        var settings = parts.settings();
        var decoder =
                new DataDecoder(settings.textLine(), settings.messageSize().bytes());
        try (var parcel = new Parcel(share(), declared(addressed.envelope()))) {
            reader.expectText();
            funnel.textBegan();
            while (!decoder.ended()) {
                if (reader.isEmpty() && !reader.fill(commandOr(untilNanos))) {
                    throw new EOFException("the peer closed within the text");
                }
                if (decoder.fault() == null && !parcel.hasRoomFor(reader.to() - reader.from())) {
                    decoder.fail(DataDecoder.Fault.TOO_LARGE);
                }
                int before = reader.from();
                reader.consume(decoder.decode(reader.octets(), before, reader.to(), parcel.text()));
                funnel.octets(reader.from() - before);
                if (decoder.fault() != null) {
                    parcel.drop();
                }
            }
            funnel.textEnded();
            return decoder.fault() == null
                    ? take(addressed.greeting(), addressed.envelope(), parcel)
                    : fault(decoder, parcel);
        }
    }

    /// RFC 3030 §2: the octets of a chunk come at once and are read whatever the answer will be.
    Envelopes.Step chunk(Stage stage, Command.Chunk chunk, long untilNanos) throws IOException {
        return switch (stage) {
            case Stage.Fresh fresh -> skip(fresh, chunk, Replies.GREET_FIRST, untilNanos);
            case Stage.Greeted greeted -> skip(greeted, chunk, Replies.MAIL_FIRST, untilNanos);
            case Stage.Addressed addressed
            when addressed.envelope().addressees().isEmpty() ->
                skip(addressed, chunk, Replies.RECIPIENT_FIRST, untilNanos);
            case Stage.Addressed addressed -> {
                var parcel = new Parcel(share(), declared(addressed.envelope()));
                yield chunk(new Stage.Chunked(addressed.greeting(), addressed.envelope(), parcel), chunk, untilNanos);
            }
            case Stage.Chunked chunked -> chunk(chunked, chunk, untilNanos);
        };
    }

    private Envelopes.Step chunk(Stage.Chunked at, Command.Chunk chunk, long untilNanos) throws IOException {
        var over = new Stage.Greeted(at.greeting());
        var parcel = at.parcel();
        boolean done = false;
        try {
            if (parcel.text().size() + chunk.sizeBytes()
                    > parts.settings().messageSize().bytes()) {
                done = true;
                return skip(over, chunk, Replies.tooLarge(parts.settings()), untilNanos);
            }
            copy(chunk.sizeBytes(), parcel, untilNanos);
            done = parcel.isStarved() || chunk.last();
            if (parcel.isStarved()) {
                return new Envelopes.Step(over, Replies.NO_MEMORY);
            }
            if (chunk.last()) {
                funnel.textEnded();
            }
            return chunk.last()
                    ? new Envelopes.Step(over, take(at.greeting(), at.envelope(), parcel))
                    : new Envelopes.Step(at, Replies.CHUNK_OK);
        } catch (IOException | RuntimeException broken) {
            done = true;
            throw broken;
        } finally {
            if (done) {
                parcel.close();
            }
        }
    }

    private void copy(long size, Parcel parcel, long untilNanos) throws IOException {
        reader.expectText();
        funnel.textBegan();
        for (long left = size; left > 0; ) {
            awaitOctets(untilNanos);
            int length = (int) Math.min(left, reader.to() - reader.from());
            if (parcel.hasRoomFor(length)) {
                parcel.text().add(reader.octets(), reader.from(), length);
            }
            funnel.octets(length);
            reader.consume(reader.from() + length);
            left -= length;
        }
    }

    private Envelopes.Step skip(Stage stage, Command.Chunk chunk, Reply reply, long untilNanos) throws IOException {
        for (long left = chunk.sizeBytes(); left > 0; ) {
            awaitOctets(untilNanos);
            int length = (int) Math.min(left, reader.to() - reader.from());
            reader.consume(reader.from() + length);
            left -= length;
        }
        return new Envelopes.Step(stage, reply);
    }

    /// THREAT T-31: one network leaves memory to the others.
    private MemoryBudget.Share share() {
        return parts.memory().shareFor(connection);
    }

    private void awaitOctets(long untilNanos) throws IOException {
        if (reader.isEmpty() && !reader.fill(commandOr(untilNanos))) {
            throw new EOFException("the peer closed within a chunk");
        }
    }

    private long commandOr(long untilNanos) {
        return Math.min(
                untilNanos,
                parts.clock().nanos() + parts.settings().commandTime().toNanos());
    }

    private Reply fault(DataDecoder decoder, Parcel parcel) {
        counters.message("refused");
        if (parcel.isStarved()) {
            return Replies.NO_MEMORY;
        }
        return switch (Objects.requireNonNull(decoder.fault())) {
            case BARE_LINE_END -> Replies.BARE_LINE_END;
            case LINE_TOO_LONG -> Replies.TEXT_LINE_TOO_LONG;
            case TOO_LARGE -> Replies.tooLarge(parts.settings());
        };
    }

    private Reply take(Stage.Greeting greeting, Stage.Envelope envelope, Parcel parcel) {
        var mail = envelope.mail();
        var wishes = new Wishes(
                mail.parameters().returnContent(),
                mail.parameters().envelopeId(),
                envelope.addressees().stream().map(Stage.Addressee::parameters).toList());
        var message = parcel.finished();
        var origin =
                new Arrival.Origin.Peer(connection.peer(), greeting.peer(), protocol(greeting, mail), connection.tls());
        var recipients = envelope.addressees().stream().map(Stage.Addressee::to).toList();
        var outcome = parts.intake().take(new Arrival(mail.from(), recipients, message, origin, wishes));
        return switch (outcome) {
            case Outcome.Kept() -> {
                counters.kept(message.size());
                funnel.kept();
                mail.from().ifPresent(from -> parts.sightings().wrote(connection.peer(), from.domain()));
                yield Replies.KEPT;
            }
            case Outcome.Deferred later -> {
                counters.message("deferred");
                yield Reply.of(later.code(), later.enhanced(), later.text());
            }
            case Outcome.Refused no -> {
                counters.message("refused");
                yield Reply.of(no.code(), no.enhanced(), no.text());
            }
        };
    }

    /// RFC 3848, RFC 6531 §4.3
    private String protocol(Stage.Greeting greeting, Command.Mail mail) {
        if (!greeting.extended()) {
            return "SMTP";
        }
        var base = mail.parameters().smtpUtf8() ? "UTF8SMTP" : "ESMTP";
        return connection.tls().isPresent() ? base + "S" : base;
    }

    private static long declared(Stage.Envelope envelope) {
        return envelope.mail().parameters().sizeBytes().orElse(0);
    }
}
