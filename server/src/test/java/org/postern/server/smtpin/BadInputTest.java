package org.postern.server.smtpin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Plays every row of the table in `docs/smtp-bad-input.md`.
class BadInputTest {
    private static TestDoor door;

    /// @param after commands that come before, each of which must be accepted
    /// @param end whether the connection is closed behind the answer
    record Row(String what, List<String> after, String sent, String answer, boolean end) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Row> rows() throws IOException {
        return Files.readAllLines(Path.of("../docs/smtp-bad-input.md")).stream()
                .filter(line -> line.startsWith("| ") && line.contains("`"))
                .map(BadInputTest::row);
    }

    @BeforeAll
    static void openDoor() {
        door = new TestDoor(TestDoor.settings(), Optional.empty());
    }

    @AfterAll
    static void closeDoor() {
        door.close();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void bad_input_gets_the_answer_of_the_table_and_nothing_is_kept(Row row) throws IOException {
        try (var probe = new Probe(door.port())) {
            assertThat(probe.answer()).startsWith("220");
            for (var command : row.after()) {
                assertThat(probe.ask(command)).as(command).matches("[23].*");
            }

            var answer = probe.send(row.sent()).answer();

            assertThat(answer).startsWith(row.answer());
            if (row.end()) {
                assertThat(probe.isEnded()).isTrue();
            } else {
                assertThat(probe.ask("NOOP")).startsWith("250");
            }
            assertThat(door.kept).isEmpty();
        }
    }

    private static Row row(String line) {
        var cells = line.split(" \\| ");
        List<String> after = switch (cells[1].strip()) {
            case "connecting" -> List.of();
            case "EHLO" -> List.of("EHLO probe.test");
            case "MAIL" -> List.of("EHLO probe.test", "MAIL FROM:<x@there.test>");
            case "RCPT" -> List.of("EHLO probe.test", "MAIL FROM:<x@there.test>", "RCPT TO:<ada@here.test>");
            case "DATA" -> List.of("EHLO probe.test", "MAIL FROM:<x@there.test>", "RCPT TO:<ada@here.test>", "DATA");
            case "BDAT" -> List.of("EHLO probe.test", "MAIL FROM:<x@there.test>", "RCPT TO:<ada@here.test>", "BDAT 0");
            case "binary RCPT" ->
                List.of("EHLO probe.test", "MAIL FROM:<x@there.test> BODY=BINARYMIME", "RCPT TO:<ada@here.test>");
            default -> throw new IllegalArgumentException("no such stage: " + cells[1]);
        };
        var answer = cells[3].replace("|", "").strip();
        return new Row(
                cells[0].substring(2).strip(), after, code(cells[2]), code(answer), answer.endsWith("then closed"));
    }

    private static String code(String cell) {
        return cell.substring(cell.indexOf('`') + 1, cell.lastIndexOf('`'));
    }
}
