package org.postern.wire.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.wire.Octets;

/// Every message of the corpus, with its own line ends and with those of the wire.
class CorpusTest {
    private static final Path CORPUS = Path.of("../lab/src/test/resources/corpus");

    static List<Path> messages() throws IOException {
        try (var files = Files.walk(CORPUS)) {
            return files.filter(file -> file.toString().matches(".*\\.(eml|msg)") || isFixture(file))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isFixture(Path file) {
        var name = file.getFileName().toString();
        return Files.isRegularFile(file) && !name.matches("README.md|.*LICENSE|NOTICE");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void a_summary_is_made_of_every_message(Path file) throws IOException {
        var octets = Octets.of(Files.readAllBytes(file));

        for (var message : List.of(octets, org.postern.wire.smtp.DataEncoder.withCrlf(octets))) {
            var summary = SummaryReader.read(message, Optional.empty(), List.of());

            var json = new String(summary.toJson().toByteArray(), StandardCharsets.UTF_8);
            assertThat(json).startsWith("{\"v\":1").endsWith("}").doesNotContainPattern("\\p{Cntrl}");
            assertThat(summary.toJson().size()).isLessThanOrEqualTo(24 * 1024);
            assertThat(summary.sizeBytes()).isEqualTo(message.size());
        }
    }

    @Test
    void nearly_every_message_has_a_sender_and_a_subject() throws IOException {
        int senders = 0;
        int subjects = 0;
        for (var file : messages()) {
            var summary = SummaryReader.read(Octets.of(Files.readAllBytes(file)), Optional.empty(), List.of());
            senders += summary.people().from().isEmpty() ? 0 : 1;
            subjects += summary.subject().isEmpty() ? 0 : 1;
        }

        assertThat(messages()).hasSizeGreaterThan(180);
        assertThat(senders).isGreaterThan(messages().size() * 3 / 4);
        assertThat(subjects).isGreaterThan(messages().size() * 3 / 4);
    }
}
