package org.postern.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.reach.endpoints.Endpoint;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;

/// A real `tor`, kept off the network: it takes the configuration and makes the name. That it serves is shown by
/// the lab's `OnionServiceTest`.
class OnionTest {
    private static final HostPort LISTEN = new HostPort("127.0.0.1", 8081);

    @TempDir
    private Path folder;

    private Path more;

    @BeforeEach
    void stayOffTheNetwork() throws IOException {
        more = Files.write(folder.resolve("more"), List.of("DisableNetwork 1", "HiddenServicePoWDefensesEnabled 1"));
    }

    @Test
    void the_service_has_a_name_that_lasts() {
        String first;
        try (var onion = open()) {
            first = onion.origin();
        }

        assertThat(Endpoint.origin(first)).isPresent();
        try (var again = open()) {
            assertThat(again.origin()).isEqualTo(first);
        }
    }

    @Test
    void tor_ends_with_the_service() throws IOException {
        ProcessHandle tor;
        try (var onion = open()) {
            tor = tor().orElseThrow();
            assertThat(onion.origin()).endsWith(".onion");
            assertThat(tor.isAlive()).isTrue();
        }

        assertThat(tor.isAlive()).isFalse();
    }

    @Test
    void the_tor_of_a_server_that_was_killed_gives_way() throws Exception {
        open().close();
        var left = new ProcessBuilder(
                        "tor", "--quiet", "-f", folder.resolve("tor/torrc").toString())
                .start();
        long end = Clock.system().nanos() + Duration.ofSeconds(30).toNanos();
        while (!Files.exists(folder.resolve("tor/pid")) && Clock.system().nanos() < end) {
            Clock.system().sleep(Duration.ofMillis(20));
        }

        try (var next = open()) {
            assertThat(next.origin()).endsWith(".onion");
            assertThat(left.isAlive()).isFalse();
            assertThat(tor().orElseThrow().isAlive()).isTrue();
        } finally {
            left.destroy();
        }
    }

    @Test
    void lines_that_tor_does_not_take_are_told_at_once_also_when_there_is_a_name_already() throws IOException {
        open().close();
        Files.write(more, List.of("Bridge nowhere"));

        assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class).hasMessageContaining("output");
        assertThat(folder.resolve("tor/output")).content().contains("Bridge line");
    }

    @Test
    void a_file_of_lines_that_is_not_there_is_told() {
        more = folder.resolve("nothing");

        assertThatThrownBy(this::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("http.onion_torrc")
                .hasMessageContaining("nothing");
    }

    private Onion open() {
        return Onion.open(folder, LISTEN, Optional.of(more), Clock.system());
    }

    private Optional<ProcessHandle> tor() throws IOException {
        return ProcessHandle.of(
                Long.parseLong(Files.readString(folder.resolve("tor/pid")).strip()));
    }
}
