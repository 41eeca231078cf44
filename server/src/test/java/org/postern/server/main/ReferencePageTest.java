package org.postern.server.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReferencePageTest {
    private static final Path PAGE = Path.of("../docs/operate/configuration.md");

    @Test
    void the_page_in_the_documentation_is_the_one_that_the_records_print() throws IOException {
        var printed = ReferencePage.of(Settings.class);
        var copy = Files.writeString(Path.of("target/configuration.md"), printed);

        assertThat(Files.readString(PAGE))
                .as("the records have changed: copy %s over it", copy)
                .isEqualTo(printed);
    }

    @Test
    void an_empty_file_is_a_configuration() {
        assertThat(SettingsReader.read(Settings.class, "postern.toml", "", Map.of()))
                .isInstanceOf(SettingsRead.Good.class);
    }

    @Test
    void what_up_writes_is_a_configuration() throws IOException {
        try (var in = Settings.class.getResourceAsStream("first-steps.toml")) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(SettingsReader.read(Settings.class, "postern.toml", text, Map.of()))
                    .isInstanceOf(SettingsRead.Good.class);
        }
    }
}
