package org.postern.reach.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.reach.endpoints.EndpointKey.Verdict;

/// docs/format/endpoints.md, THREAT T-61.
class EndpointListTest {
    private static final Path VECTORS = Path.of("..", "vectors", "endpoints");

    @BeforeAll
    static void write() throws IOException {
        if (Boolean.getBoolean("vectors.write")) {
            ListVectors.write(VECTORS);
        }
    }

    static Stream<Path> vectors() throws IOException {
        return ListVectors.files(VECTORS);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void every_vector_is_judged_as_it_says(Path file) throws IOException {
        var vector = ListVectors.Vector.read(Files.readString(file));
        var key = EndpointKey.parse(ListVectors.KEY).orElseThrow();

        var verdict = key.judge(vector.octets(), ListVectors.SITE, vector.floor(), vector.now());

        assertThat(word(verdict)).as(vector.about()).isEqualTo(vector.expect());
    }

    @Test
    void the_vectors_are_those_that_this_program_makes() throws IOException {
        var made = ListVectors.all().stream().map(ListVectors.Vector::text);

        assertThat(vectors().map(EndpointListTest::content)).containsExactlyElementsOf(made.toList());
    }

    @Test
    void a_list_reads_back_as_it_was_written() {
        var list = ListVectors.list(EndpointList.Scope.OWN, 7);

        var read = SignedList.unverified(ListVectors.signed(list).octets()).orElseThrow();

        assertThat(read.list()).isEqualTo(list);
    }

    @Test
    void the_strings_of_a_txt_record_join_to_the_whole() {
        var signed = ListVectors.signed(ListVectors.list(EndpointList.Scope.PUBLIC, 7));

        var strings = signed.dnsStrings();

        assertThat(strings).hasSizeGreaterThan(1).allMatch(string -> string.length() <= 255);
        assertThat(String.join("", strings))
                .isEqualTo(new String(signed.octets().toByteArray(), StandardCharsets.US_ASCII));
    }

    @Test
    void what_is_no_key_is_no_key() {
        assertThat(EndpointKey.parse("")).isEmpty();
        assertThat(EndpointKey.parse("AAAA")).isEmpty();
        assertThat(EndpointKey.parse("not base64!")).isEmpty();
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Good good -> "good";
            case Verdict.Refused(var why) -> why.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }
}
