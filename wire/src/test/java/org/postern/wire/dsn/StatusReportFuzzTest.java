package org.postern.wire.dsn;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import org.postern.wire.dkim.RawMessage;
import org.postern.wire.mime.HeaderBlock;
import org.postern.wire.smtp.Command;
import org.postern.wire.smtp.CommandLine;
import org.postern.wire.smtp.ReplyReader;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`.
class StatusReportFuzzTest {
    private static final Domain SELF = Domain.parse("mail.example.org").orElseThrow();
    private static final MailAddress SENDER =
            MailAddress.parse("ada@example.org").orElseThrow();
    private static final MailAddress BOB = MailAddress.parse("bob@example.net").orElseThrow();
    private static final Instant NOW = Instant.parse("2026-11-23T20:00:00Z");

    /// What a sender wrote in RCPT, what a server answered and what stood in the message's header, each one
    /// line of the input or the rest of it: the report has its three parts and its own fields whatever they
    /// say (THREAT T-03: nobody writes fields or parts into it).
    @FuzzTest(maxDuration = "60s")
    void reports(byte[] octets) throws IOException, MimeException {
        var text = new String(octets, StandardCharsets.ISO_8859_1);
        var pieces = text.split("\n", 3);
        var fate = fate(pieces[0], pieces.length > 1 ? pieces[1] : "");
        var rest = pieces.length > 2 ? pieces[2] : "";
        if (rest.contains("--report-")) {
            return; // the boundary is made of a random id after the header was written
        }
        var header = RawMessage.split(Octets.of(rest.getBytes(StandardCharsets.ISO_8859_1)));
        var given = new RawMessage(header.header(), Octets.empty()).octets();
        var report = new StatusReport(SELF, SENDER, "1.2@mail.example.org", NOW, NOW, List.of(fate), given);

        var written = report.octets();

        var outside = HeaderBlock.read(written);
        check(outside.all("To").equals(List.of("<ada@example.org>")), "another To");
        check(outside.fields().size() == 8, "another field in the header");
        var parts = parts(written);
        check(parts.size() == 3, "not three parts but " + parts.size());
        var blocks = parts.get(1).split("\r\n\r\n"); // the part's header, the message's fields, the recipient's
        var fields = HeaderBlock.read(Octets.utf8(blocks[2]));
        check(
                blocks.length == 3
                        && HeaderBlock.read(Octets.utf8(blocks[1])).fields().size() == 2,
                "a block is added");
        check(fields.count("Final-Recipient") == 1 && fields.count("Action") == 1, "fields are missing");
        check(fields.first("Action").equals(Optional.of("failed")), "another action");
        check(fields.count("Diagnostic-Code") == 1 && fields.fields().size() <= 7, "fields are added");
        check(parts.get(1).chars().allMatch(c -> c < 0x80), "an octet of eight bits in a part of seven");
        int end = "\r\n--report-12mailexampleorg--\r\n".length();
        var own = new String(
                written.slice(0, written.size() - given.size() - end).toByteArray(), StandardCharsets.ISO_8859_1);
        check(own.split("\r\n").length < 60 && longest(own) <= 998, "a line of more than 998 octets");
        check(own.replace("\r\n", "").chars().noneMatch(c -> c == '\r' || c == '\n'), "a bare CR or LF");
    }

    private static Fate fate(String rcpt, String answer) {
        byte[] line = ("RCPT TO:" + rcpt).getBytes(StandardCharsets.ISO_8859_1);
        var command = CommandLine.parse(line, 0, line.length);
        byte[] said = answer.getBytes(StandardCharsets.ISO_8859_1);
        var reply = new ReplyReader().line(said, 0, said.length);
        var done = reply instanceof ReplyReader.Progress.Done(var whole)
                ? Optional.of(whole)
                : Optional.<org.postern.wire.smtp.Reply>empty();
        return new Fate(
                command instanceof Command.Recipient to ? to.to() : BOB,
                command instanceof Command.Recipient to ? to.parameters().originalRecipient() : Optional.empty(),
                Fate.Action.FAILED,
                done.flatMap(org.postern.wire.smtp.Reply::enhanced).orElse("5.0.0"),
                done.map(_ -> SELF),
                done.map(org.postern.wire.smtp.Reply::oneLine).orElse("The server could not be reached"),
                Optional.empty());
    }

    /// The second opinion: mime4j's, with its own limits off.
    private static List<String> parts(Octets message) throws IOException, MimeException {
        var stream = new MimeTokenStream(MimeConfig.PERMISSIVE);
        stream.setRecursionMode(org.apache.james.mime4j.stream.RecursionMode.M_RAW);
        stream.parse(new ByteArrayInputStream(message.toByteArray()));
        return rawParts(stream);
    }

    private static List<String> rawParts(MimeTokenStream stream) throws IOException, MimeException {
        var parts = new ArrayList<String>();
        for (var state = stream.getState(); state != EntityState.T_END_OF_STREAM; state = stream.next()) {
            if (state == EntityState.T_RAW_ENTITY) {
                parts.add(new String(stream.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return parts;
    }

    private static int longest(String text) {
        int longest = 0;
        for (var line : text.split("\r\n")) {
            longest = Math.max(longest, line.length());
        }
        return longest;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
