package org.postern.server.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.reach.endpoints.Endpoint;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;

/// A real `tor`, kept off the network: it takes the configuration and makes the name.
class OnionTest {
    private static final HostPort HTTP = new HostPort("127.0.0.1", 8080);
    private static final List<String> NO_NETWORK = List.of("DisableNetwork 1");

    @TempDir
    private Path folder;

    @Test
    void tor_finds_nothing_wrong_with_the_configuration() throws IOException, InterruptedException {
        var torrc = Files.write(folder.resolve("torrc"), Onion.configuration(folder, HTTP, NO_NETWORK));

        var tor = new ProcessBuilder("tor", "--verify-config", "-f", torrc.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();

        assertThat(tor.waitFor()).as(Files.readString(folder.resolve("said"))).isZero();
    }

    @Test
    void the_service_has_a_name_that_lasts_and_ends_with_the_server() {
        String first;
        try (var onion = Onion.open(folder, HTTP, NO_NETWORK, Clock.system())) {
            first = onion.origin();
        }

        assertThat(Endpoint.origin(first)).isPresent();
        try (var again = Onion.open(folder, HTTP, NO_NETWORK, Clock.system())) {
            assertThat(again.origin()).isEqualTo(first);
        }
    }
}
