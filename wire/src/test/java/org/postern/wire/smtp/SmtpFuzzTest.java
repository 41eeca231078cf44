package org.postern.wire.smtp;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    @FuzzTest(maxDuration = "60s")
    void replies(byte[] wire) {
        var reader = new ReplyReader();
        int from = 0;
        for (int at = 0; at < wire.length; at++) {
            if (wire[at] == '\n') {
                if (reader.line(wire, from, at) instanceof ReplyReader.Progress.Done done) {
                    check(done.reply().oneLine().chars().noneMatch(Character::isISOControl), "a control character");
                }
                from = at + 1;
            }
        }
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
