package org.postern.cli.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.reach.endpoints.EndpointKey;
import org.postern.reach.endpoints.EndpointKey.Why;

/// What the client remembers of the ways to its site, by the vectors of docs/format/endpoints.md.
class KnownWaysTest {
    private static final Path VECTORS = Path.of("..", "vectors", "endpoints");
    private static final URI TYPED = URI.create("https://mail.example.org");
    private static final EndpointKey KEY =
            EndpointKey.parse("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").orElseThrow();

    @TempDir
    private Path folder;

    private KnownWays ways;

    @BeforeEach
    void open() {
        ways = at(Instant.ofEpochSecond(1_764_150_000));
    }

    @Test
    void without_a_list_there_is_what_was_typed() {
        assertThat(ways.all()).extracting(KnownWays.Way::text).containsExactly("https://mail.example.org");
    }

    @Test
    void a_list_is_kept_when_the_pinned_key_signed_it_and_survives_the_process() throws IOException {
        ways.pin(KEY);

        assertThat(ways.learn(list("java-03-good.txt"))).isEmpty();

        assertThat(at(Instant.ofEpochSecond(1_764_150_000)).all())
                .extracting(KnownWays.Way::text)
                .containsExactly(
                        "https://mail.example.org",
                        "https://mail.example.org 192.0.2.10",
                        "https://mail.example.org 2001:db8:0:0:0:0:0:7",
                        "https://door2.example.net:8443");
    }

    /// THREAT T-61
    @Test
    void what_nobody_pinned_or_is_forged_is_not_kept() throws IOException {
        assertThat(ways.learn(list("java-01-good.txt"))).contains(Why.FORGED);
        ways.pin(KEY);

        assertThat(ways.learn(list("java-08-forged.txt"))).contains(Why.FORGED);
        assertThat(ways.learn("rubbish")).contains(Why.MALFORMED);
        assertThat(ways.all()).hasSize(1);
    }

    @Test
    void an_expired_list_is_of_no_use() throws IOException {
        ways.pin(KEY);
        ways.learn(list("java-01-good.txt"));

        assertThat(at(Instant.ofEpochSecond(1_764_150_000).plusSeconds(31L * 24 * 3600))
                        .all())
                .hasSize(1);
    }

    @Test
    void another_key_makes_old_lists_worthless() throws IOException {
        ways.pin(KEY);
        ways.learn(list("java-01-good.txt"));

        ways.pin(EndpointKey.parse("A".repeat(43)).orElseThrow());

        assertThat(ways.all()).hasSize(1);
    }

    @Test
    void what_worked_here_comes_first_the_next_time() throws IOException {
        ways.pin(KEY);
        ways.learn(list("java-01-good.txt"));

        ways.worked(new KnownWays.Way(URI.create("https://door2.example.net:8443"), Optional.empty()));

        assertThat(ways.all()).extracting(KnownWays.Way::text).first().isEqualTo("https://door2.example.net:8443");
        assertThat(ways.remembered()).isPresent();
    }

    @Test
    void lists_are_asked_for_again_when_one_is_missing_or_a_quarter_through() throws IOException {
        var now = Instant.ofEpochSecond(1_764_150_000);
        ways.pin(KEY);
        ways.learn(list("java-01-good.txt"));
        assertThat(ways.isStale(now)).isTrue();

        ways.learn(list("java-03-good.txt"));

        assertThat(ways.isStale(now)).isFalse();
        assertThat(ways.isStale(now.plus(Duration.ofDays(10)))).isTrue();
    }

    private KnownWays at(Instant now) {
        return new KnownWays(TYPED, new ClientState(folder), InstantSource.fixed(now));
    }

    private static String list(String name) throws IOException {
        var text = Files.readString(VECTORS.resolve(name));
        return text.substring(text.indexOf("\n\n") + 2);
    }
}
