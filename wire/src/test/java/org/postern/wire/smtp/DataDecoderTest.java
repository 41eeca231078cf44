package org.postern.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.wire.Octets;
import org.postern.wire.OctetsCollector;
import org.postern.wire.smtp.DataDecoder.Fault;

class DataDecoderTest {
    private static final String END = "\r\n.\r\n";

    private record Decoded(String text, Fault fault, boolean ended, int left) {}

    @ParameterizedTest
    @CsvSource(
            value = {
                "a\\r\\n.\\r\\n | a\\r\\n",
                ".\\r\\n | ''",
                "..\\r\\n.\\r\\n | .\\r\\n",
                "..a\\r\\n...\\r\\n.\\r\\n | .a\\r\\n..\\r\\n",
                ".a\\r\\n.\\r\\n | a\\r\\n",
                "\\r\\n\\r\\n.\\r\\n | \\r\\n\\r\\n",
                "a.\\r\\nb\\r\\n.\\r\\n | a.\\r\\nb\\r\\n",
                ".\\0\\r\\n.\\r\\n | \\0\\r\\n",
                "a\\r\\n.\\0\\r\\n.\\r\\n | a\\r\\n\\0\\r\\n"
            },
            delimiter = '|')
    void text_ends_at_the_dot_and_loses_doubled_dots_however_it_is_cut(String wire, String text) {
        everyCut(unescape(wire), new Decoded(unescape(text), null, true, 0));
    }

    /// THREAT T-03: the sequences of SMTP smuggling. None of them ends the message; all of them spoil it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\n.\\n",
                "a\\n.\\r\\n",
                "a\\r\\n.\\n",
                "a\\r.\\r",
                "a\\r.\\r\\n",
                "a\\r\\n.\\r",
                "a\\r\\n.\\rb\\r\\n",
                "a\\r\\n.\\r\\r\\n",
                "a\\r\\r\\n.\\r\\n",
                "a\\n\\r.\\n\\r",
                "a\\r\\0\\n.\\r\\n",
                "a\\r\\n.\\r\\0\\n",
                "a\\nb\\r\\n",
                "a\\rb\\r\\n",
                "\\n.\\r\\n"
            })
    void smuggling_sequences_neither_end_nor_pass(String sequence) {
        var wire = unescape(sequence);
        var hidden = wire + "MAIL FROM:<x@y.test>\r\nDATA\r\nhidden";

        everyCut(hidden, new Decoded(null, Fault.BARE_LINE_END, sequence.equals("a\\r\\r\\n.\\r\\n"), -1));
        everyCut(hidden + END + "QUIT\r\n", new Decoded(null, Fault.BARE_LINE_END, true, -1));
    }

    @Test
    void what_follows_the_end_is_left() {
        everyCut("a" + END + "QUIT\r\n", new Decoded("a\r\n", null, true, 6));
    }

    @Test
    void a_nul_before_the_dot_does_not_end_the_text() {
        everyCut("a\r\n\0.\r\nb" + END, new Decoded("a\r\n\0.\r\nb\r\n", null, true, 0));
    }

    @Test
    void a_line_may_be_as_long_as_the_limit_and_no_longer() {
        assertThat(decode("x".repeat(50) + END, 3).fault()).isNull();
        assertThat(decode("x".repeat(51) + END, 3).fault()).isEqualTo(Fault.LINE_TOO_LONG);
    }

    @Test
    void a_message_may_be_as_large_as_the_limit_and_no_larger() {
        var line = "x".repeat(48) + "\r\n";

        assertThat(decode(line.repeat(4) + ".\r\n", 7).fault()).isNull();
        assertThat(decode(line.repeat(4) + "y\r\n.\r\n", 7).fault()).isEqualTo(Fault.TOO_LARGE);
    }

    @Test
    void what_the_encoder_writes_the_decoder_reads() throws IOException {
        var random = new Random(5321);
        for (int round = 0; round < 2000; round++) {
            var message = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                message.append(new String[] {".", "..", "\r\n", "a", "bcdefghijk", "\0", "\u00e4"}[random.nextInt(7)]);
            }
            message.append("\r\n");

            var wire = new ByteArrayOutputStream();
            DataEncoder.encode(cut(message.toString(), random), wire);
            var decoded = decode(wire.toString(StandardCharsets.UTF_8), 1 + random.nextInt(20), 100_000);

            assertThat(decoded.text()).isEqualTo(message.toString());
            assertThat(decoded.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a\\nb\\n,a\\r\\nb\\r\\n",
        "a\\rb,a\\r\\nb",
        "a\\r\\n,a\\r\\n",
        "\\n\\r,\\r\\n\\r\\n",
        "\\r\\r\\n,\\r\\n\\r\\n"
    })
    void line_ends_become_crlf_however_the_rope_is_cut(String before, String after) {
        var random = new Random(1);
        for (int round = 0; round < 20; round++) {
            var text = cut(unescape(before), random);

            var clean = DataEncoder.withCrlf(text);

            assertThat(new String(clean.toByteArray(), StandardCharsets.UTF_8)).isEqualTo(unescape(after));
        }
    }

    @Test
    void a_clean_message_is_not_copied() {
        var message = Octets.join(Octets.ascii("a\r"), Octets.ascii("\nb\r\n\r\n"), Octets.ascii("c"));

        assertThat(DataEncoder.withCrlf(message)).isSameAs(message);
    }

    private static Octets cut(String text, Random random) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        var rope = new Octets.Builder();
        for (int at = 0; at < all.length; ) {
            int end = Math.min(all.length, at + 1 + random.nextInt(9));
            rope.add(java.util.Arrays.copyOfRange(all, at, end));
            at = end;
        }
        return rope.build();
    }

    private static void everyCut(String wire, Decoded expected) {
        for (int step = 1; step <= wire.length(); step++) {
            var decoded = decode(wire, step, 1000);
            assertThat(decoded.fault()).as("step %d", step).isEqualTo(expected.fault());
            assertThat(decoded.ended()).as("step %d", step).isEqualTo(expected.ended());
            if (expected.text() != null) {
                assertThat(decoded.text()).as("step %d", step).isEqualTo(expected.text());
                assertThat(decoded.left()).as("step %d", step).isEqualTo(expected.left());
            }
        }
    }

    private static Decoded decode(String wire, int step) {
        return decode(wire, step, 50);
    }

    private static Decoded decode(String wire, int step, int longestLine) {
        byte[] octets = wire.getBytes(StandardCharsets.UTF_8);
        var decoder = new DataDecoder(longestLine, longestLine * 4L);
        var into = new OctetsCollector();
        int at = 0;
        while (at < octets.length && !decoder.ended()) {
            at = decoder.decode(octets, at, Math.min(octets.length, at + step), into);
        }
        var text = new String(into.build().toByteArray(), StandardCharsets.UTF_8);
        return new Decoded(text, decoder.fault(), decoder.ended(), octets.length - at);
    }

    private static String unescape(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    }
}
