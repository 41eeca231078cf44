package org.postern.reach.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.reach.Failure;

class OneWayTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void a_failure_is_that_of_the_address_and_the_name_is_not_looked_up() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, HERE)) {
            closed = socket.getLocalPort();
        }
        try (var way = new OneWay(Optional.of(HERE), PATIENCE)) {
            var request = HttpRequest.newBuilder(URI.create("https://no-such-name.invalid:" + closed + "/"))
                    .build();

            var thrown = assertThrows(IOException.class, () -> way.http().send(request, BodyHandlers.discarding()));

            assertThat(way.why(thrown)).isEqualTo(Failure.CONNECTION_REFUSED);
        }
    }

    @Test
    void without_an_address_the_dns_decides() {
        try (var way = new OneWay(Optional.empty(), PATIENCE)) {
            var request = HttpRequest.newBuilder(URI.create("https://no-such-name.invalid/"))
                    .build();

            var thrown = assertThrows(IOException.class, () -> way.http().send(request, BodyHandlers.discarding()));

            assertThat(way.why(thrown)).isEqualTo(Failure.DNS_NXDOMAIN_ERROR);
        }
    }
}
