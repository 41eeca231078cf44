package org.postern.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;

/// THREAT T-46
@Timeout(60)
class OnionListenerTest {
    private static final String LINE = "PROXY TCP6 fc00:dead:beef:4dad::0:2f ::1 47 80\r\n";

    @Test
    void a_visitor_comes_by_the_onion_service_under_its_circuit_with_its_octets_untouched() throws Exception {
        assertThat(answer(LINE + "GET /\n")).isEqualTo("onion fc00:dead:beef:4dad:0:0:0:2f GET /\n");
    }

    @Test
    void without_the_line_nobody_is_served() throws Exception {
        assertThat(answer("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")).isEmpty();
        assertThat(answer("PROXY TCP4 192.0.2.1 198.51.100.2 1 80\r\nGET /\n")).isEmpty();
        assertThat(answer("G".repeat(4000))).isEmpty();
        assertThat(answer("")).isEmpty();
    }

    /// @return by which way and whom the door saw, and six octets that it read; empty when it saw nobody
    private static String answer(String text) throws IOException {
        var here = InetAddress.getLoopbackAddress();
        try (var listener = OnionListener.open(new HostPort("127.0.0.1", 0), Clock.system(), OnionListenerTest::echo);
                var client = new Socket(here, listener.port())) {
            return EchoDoor.answer(client, text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException reset) {
            return "";
        }
    }

    private static void echo(Connection connection) {
        EchoDoor.welcome(connection, connection.via() + " " + connection.peer().getHostAddress());
    }
}
