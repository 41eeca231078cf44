package org.postern.server.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.server.settings.HostPort;
import org.postern.server.settings.Setting;
import org.postern.server.settings.Size;

final class SettingsReaderTest {
    enum Mode {
        OPEN,
        CLOSED
    }

    record Door(
            @Setting(value = "Where to listen.", standard = "127.0.0.1:25")
            HostPort listen,

            @Setting(value = "Largest message.", standard = "50MB", min = "1KB", max = "1GB")
            Size maxMessage,

            @Setting(value = "Who may come.", standard = "open")
            Mode mode) {}

    record Root(
            @Setting("Where the data lies.") Path data,

            @Setting(value = "How long to wait.", standard = "5m", max = "1h")
            Duration patience,

            @Setting("Names.") List<String> names,
            @Setting("A name.") Optional<String> nick,
            Door door) {}

    @Test
    void what_the_file_leaves_out_has_its_default() {
        var read = SettingsReader.read(Root.class, "postern.toml", "data = \"/srv/mail\"", Map.of());

        assertThat(read)
                .isEqualTo(new SettingsRead.Good<>(new Root(
                        Path.of("/srv/mail"),
                        Duration.ofMinutes(5),
                        List.of(),
                        Optional.empty(),
                        new Door(new HostPort("127.0.0.1", 25), new Size(50_000_000), Mode.OPEN))));
    }

    @Test
    void what_the_file_says_is_read_and_the_command_line_wins() {
        var text = """
                data = "d"
                names = ["a", "b"]
                nick = "n"
                [door]
                listen = "[::1]:2525"
                max_message = "64KiB"
                mode = "closed"
                """;

        var read = SettingsReader.read(Root.class, "postern.toml", text, Map.of("door.mode", "open"));

        assertThat(read)
                .isEqualTo(new SettingsRead.Good<>(new Root(
                        Path.of("d"),
                        Duration.ofMinutes(5),
                        List.of("a", "b"),
                        Optional.of("n"),
                        new Door(new HostPort("::1", 2525), new Size(65_536), Mode.OPEN))));
    }

    @Test
    void all_problems_are_told_at_once_with_their_lines() {
        var text = """
                patience = "2h"
                colour = "red"
                [door]
                listen = "nowhere"
                max_message = "lots"
                mode = "ajar"
                extra = 1
                """;

        var read = SettingsReader.read(Root.class, "postern.toml", text, Map.of());

        assertThat(problems(read))
                .containsExactly(
                        "postern.toml: 'data' is missing: Where the data lies.",
                        "postern.toml:1: 'patience' must be at most 1h",
                        "postern.toml:2: there is no setting 'colour'; see docs/operate/configuration.md",
                        "postern.toml:4: 'door.listen' must be host:port, as 127.0.0.1:2525 or [::1]:2525",
                        "postern.toml:5: 'door.max_message' must be a size such as 64KiB or 50MB",
                        "postern.toml:6: 'door.mode' must be one of `open`, `closed`",
                        "postern.toml:7: there is no setting 'door.extra'; see docs/operate/configuration.md");
    }

    @Test
    void a_file_that_is_not_toml_is_told_with_the_line() {
        var read = SettingsReader.read(Root.class, "postern.toml", "data = \"x\"\n[door\n", Map.of());

        assertThat(problems(read)).singleElement().asString().startsWith("postern.toml:2: ");
    }

    @Test
    void a_wrong_option_names_the_option() {
        var read = SettingsReader.read(Root.class, "postern.toml", "", Map.of("data", "d", "patience", "soon"));

        assertThat(problems(read)).containsExactly("--patience: 'patience' must be a time such as 30s, 5m, 4h or 5d");
    }

    private static List<String> problems(SettingsRead<Root> read) {
        return switch (read) {
            case SettingsRead.Good<Root> good -> throw new AssertionError("read without a problem: " + good);
            case SettingsRead.Bad<Root> bad ->
                bad.problems().stream().map(SettingsProblem::toString).toList();
        };
    }

    /// What the fuzzer found: each of these was taken in silence or ended the reading.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "data = \"d\"\ndoor = 5",
                "data = \"d\"\nnames = [[\"a\"]]",
                "data = \"d\"\nnick = { a = 1 }",
                "data = \"d\"\npatience = \"999999999999999d\"",
                "data = \"d\"\n[door]\nmax_message = \"999999999999999TiB\""
            })
    void a_value_of_another_kind_is_told_with_its_line(String text) {
        var read = SettingsReader.read(Root.class, "postern.toml", text, Map.of());

        assertThat(read)
                .isInstanceOfSatisfying(
                        SettingsRead.Bad.class,
                        bad -> assertThat(bad.problems().toString())
                                .contains("postern.toml:" + text.lines().count()));
    }
}
