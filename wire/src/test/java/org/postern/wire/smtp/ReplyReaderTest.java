package org.postern.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.wire.smtp.ReplyReader.Progress;

class ReplyReaderTest {
    @Test
    void one_line_is_a_reply() {
        assertThat(read("250 2.1.0 Ok")).isEqualTo(new Progress.Done(Reply.of(250, "2.1.0", "Ok")));
        assertThat(read("354")).isEqualTo(new Progress.Done(Reply.plain(354, "")));
    }

    @Test
    void several_lines_are_put_together() {
        var progress = read("250-mx.test greets you", "250-SIZE 1000", "250 PIPELINING");

        assertThat(progress)
                .isEqualTo(new Progress.Done(Reply.plain(250, "mx.test greets you", "SIZE 1000", "PIPELINING")));
    }

    @Test
    void the_enhanced_code_is_taken_off_every_line() {
        var progress = read("550-5.1.1 No such user", "550 5.1.1 Ask the postmaster");

        assertThat(progress)
                .isEqualTo(new Progress.Done(
                        new Reply(550, Optional.of("5.1.1"), List.of("No such user", "Ask the postmaster"))));
    }

    @Test
    void an_enhanced_code_of_another_class_is_text() {
        assertThat(read("250 5.1.1 Odd")).isEqualTo(new Progress.Done(Reply.plain(250, "5.1.1 Odd")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "25", "2x0 Ok", "100 Go", "600 Go", "250_Ok", "HTTP/1.1 400"})
    void what_is_no_reply_is_broken(String line) {
        assertThat(read(line)).isInstanceOf(Progress.Broken.class);
    }

    @Test
    void a_code_that_changes_between_lines_is_broken() {
        assertThat(read("250-a", "550 b")).isInstanceOf(Progress.Broken.class);
    }

    @Test
    void endless_replies_are_cut() {
        var reader = new ReplyReader();
        byte[] line = "250-on and on".getBytes(StandardCharsets.US_ASCII);
        Progress progress = new Progress.More();

        for (int i = 0; i <= ReplyReader.MOST_LINES; i++) {
            progress = reader.line(line, 0, line.length);
        }

        assertThat(progress).isInstanceOf(Progress.Broken.class);
    }

    @Test
    void control_characters_do_not_reach_reports() {
        assertThat(read("550 a\u001bb")).isEqualTo(new Progress.Done(Reply.plain(550, "a?b")));
    }

    @Test
    void what_is_rendered_is_what_is_read() {
        var reply = new Reply(452, Optional.of("4.2.2"), List.of("Full", "Try later"));

        assertThat(reply.rendered()).isEqualTo("452-4.2.2 Full\r\n452 4.2.2 Try later\r\n");
        assertThat(read(reply.rendered().split("\r\n"))).isEqualTo(new Progress.Done(reply));
    }

    private static Progress read(String... lines) {
        var reader = new ReplyReader();
        Progress progress = new Progress.More();
        for (var line : lines) {
            byte[] octets = line.getBytes(StandardCharsets.UTF_8);
            progress = reader.line(octets, 0, octets.length);
        }
        return progress;
    }
}
