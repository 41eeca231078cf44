package org.postern.server.smtpin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.server.accounts.Accounts.Route.ToAccount;

/// Plays the files of `smtp/` against a door. `C:` sends a line, `C>` sends without a line end, `S:` is
/// the whole reply that must come (`*` for anything), `X:` the end of the connection, `K:` the message
/// that intake got: its recipients, a bar and its text.
class DialogueTest {
    static List<Path> dialogues() throws IOException {
        try (var files = Files.list(Path.of("src/test/resources/smtp"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("dialogues")
    void the_dialogue_goes_as_written(Path file) throws Exception {
        try (var door = new TestDoor(TestDoor.settings(), Optional.empty());
                var probe = new Probe(door.port())) {
            int number = 0;
            for (var line : Files.readAllLines(file)) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    play(door, probe, line, file.getFileName() + ":" + number);
                }
            }
            assertThat(door.kept).as("nothing more was kept").isEmpty();
        }
    }

    private static void play(TestDoor door, Probe probe, String line, String where) throws Exception {
        var rest = line.length() > 3 ? line.substring(3) : "";
        switch (line.substring(0, 2)) {
            case "C:" -> probe.send(rest + "\\r\\n");
            case "C>" -> probe.send(rest);
            case "S:" -> assertThat(probe.answer()).as(where).matches(glob(rest));
            case "X:" -> assertThat(probe.isEnded()).as(where).isTrue();
            case "K:" -> {
                var arrival = door.kept.poll(20, TimeUnit.SECONDS);
                var parts = rest.split(" \\| ", 2);
                assertThat(arrival).as(where).isNotNull();
                assertThat(arrival.recipients().stream()
                                .map(ToAccount::address)
                                .map(Object::toString)
                                .collect(Collectors.joining(" ")))
                        .as(where)
                        .isEqualTo(parts[0]);
                assertThat(arrival.message().toByteArray()).as(where).isEqualTo(Probe.unescape(parts[1]));
            }
            default -> throw new IllegalArgumentException(where + " is neither C, S, X nor K");
        }
    }

    private static String glob(String text) {
        return Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }
}
