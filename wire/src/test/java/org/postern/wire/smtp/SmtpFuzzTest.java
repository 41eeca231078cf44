package org.postern.wire.smtp;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postern.wire.Octets;
import org.postern.wire.OctetsCollector;
import org.postern.wire.address.MailAddress;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`.
class SmtpFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void commands(byte[] line) {
        var command = CommandLine.parse(line, 0, line.length);

        if (command instanceof Command.Malformed
                || command instanceof Command.Verify
                || command instanceof Command.Expand) {
            return;
        }
        byte[] written = command.line().getBytes(StandardCharsets.UTF_8);
        check(CommandLine.parse(written, 0, written.length).equals(command), "a command changes when written");
    }

    /// What is read is printable, has no text that the server did not send, and is the same when written
    /// and read again.
    @FuzzTest(maxDuration = "60s")
    void replies(byte[] wire) {
        var reader = new ReplyReader();
        var sent = new ArrayList<String>();
        int from = 0;
        for (int at = 0; at < wire.length; at++) {
            if (wire[at] == '\n') {
                sent.add(new String(wire, from, at - from, StandardCharsets.UTF_8));
                switch (reader.line(wire, from, at)) {
                    case ReplyReader.Progress.More() -> {}
                    case ReplyReader.Progress.Done(var reply) -> {
                        check(reply.oneLine().chars().noneMatch(Character::isISOControl), "a control character");
                        checkTexts(reply, sent);
                        check(readAgain(reply).equals(stripped(reply)), "a reply changes when written");
                        sent.clear();
                    }
                    case ReplyReader.Progress.Broken broken -> {
                        return;
                    }
                }
                from = at + 1;
            }
        }
    }

    /// A word of the server's text is never cut in two by taking the enhanced code away.
    private static void checkTexts(Reply reply, List<String> sent) {
        for (int i = 0; i < sent.size(); i++) {
            var line = sent.get(i);
            var text = reply.lines().get(i);
            if (line.chars().noneMatch(Character::isISOControl) && !text.isBlank()) {
                int at = line.stripTrailing().length() - text.stripTrailing().length();
                check(at >= 4 && line.startsWith(text.stripTrailing(), at), "a text that was not sent");
                check(at == 4 || Character.isWhitespace(line.charAt(at - 1)), "a cut word");
            }
        }
    }

    private static Reply stripped(Reply reply) {
        return reply.enhanced().isEmpty()
                ? reply
                : new Reply(
                        reply.code(),
                        reply.enhanced(),
                        reply.lines().stream().map(String::strip).toList());
    }

    private static Reply readAgain(Reply reply) {
        var reader = new ReplyReader();
        for (var line : reply.rendered().split("\r\n")) {
            byte[] octets = line.getBytes(StandardCharsets.UTF_8);
            if (octets.length > ReplyReader.LONGEST_LINE) {
                return stripped(reply);
            }
            if (reader.line(octets, 0, octets.length) instanceof ReplyReader.Progress.Done(var again)) {
                return again;
            }
        }
        throw new IllegalStateException("a written reply has no end");
    }

    /// RFC 5321 §4.5.2: whatever a message holds, what is taken from the wire is what was put on it.
    @FuzzTest(maxDuration = "60s")
    void stuffing(FuzzedDataProvider input) throws IOException {
        int cut = input.consumeInt(0, 5000);
        byte[] octets = input.consumeRemainingAsBytes();
        var message = Octets.join(
                Octets.of(Arrays.copyOf(octets, Math.min(cut, octets.length))),
                Octets.of(Arrays.copyOfRange(octets, Math.min(cut, octets.length), octets.length)));
        var wire = new ByteArrayOutputStream();
        var taken = new OctetsCollector();
        var decoder = new DataDecoder(Integer.MAX_VALUE, Integer.MAX_VALUE);

        DataEncoder.encode(message, wire);
        int end = decoder.decode(wire.toByteArray(), 0, wire.size(), taken);

        check(decoder.ended() && decoder.fault() == null && end == wire.size(), "what is sent ends elsewhere");
        check(text(taken.build()).equals(withLineEnds(octets)), "what is sent is not the message");
        check(DataEncoder.withCrlf(message).size() >= octets.length, "octets are lost");
        check(withFinalLineEnd(text(DataEncoder.withCrlf(message))).equals(withLineEnds(octets)), "two forms of CRLF");
    }

    /// The second opinion: a text's lines by the JDK.
    private static String withLineEnds(byte[] octets) {
        var text = new String(octets, StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .replace('\r', '\n');
        return withFinalLineEnd(text.replace("\n", "\r\n"));
    }

    private static String withFinalLineEnd(String text) {
        return text.isEmpty() || text.endsWith("\r\n") ? text : text + "\r\n";
    }

    private static String text(Octets octets) {
        return new String(octets.toByteArray(), StandardCharsets.ISO_8859_1);
    }

    @FuzzTest(maxDuration = "60s")
    void text(FuzzedDataProvider input) {
        int step = input.consumeInt(1, 64);
        byte[] wire = input.consumeRemainingAsBytes();
        var whole = new OctetsCollector();
        var pieces = new OctetsCollector();
        var first = new DataDecoder(200, 5000);
        var second = new DataDecoder(200, 5000);

        int end = first.decode(wire, 0, wire.length, whole);
        int at = 0;
        while (at < wire.length && !second.ended()) {
            at = second.decode(wire, at, Math.min(wire.length, at + step), pieces);
        }

        check(first.ended() == second.ended() && first.fault() == second.fault(), "cutting changes the verdict");
        check(!first.ended() || end == at, "cutting changes the end");
        if (first.fault() == null) {
            check(Arrays.equals(whole.build().toByteArray(), pieces.build().toByteArray()), "cutting changes the text");
        }
    }

    @FuzzTest(maxDuration = "60s")
    void addresses(byte[] text) {
        MailAddress.parse(new String(text, StandardCharsets.UTF_8)).ifPresent(address -> {
            check(
                    MailAddress.parse(address.toString()).equals(java.util.Optional.of(address)),
                    "an address changes when written");
            check(address.canonical().canonical().equals(address.canonical()), "canonical is not final");
        });
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
