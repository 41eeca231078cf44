package org.postern.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;

/// THREAT T-44
@Timeout(60)
class ProxyListenerTest {
    private static final String FOUR = "0d0a0d0a000d0a515549540a" + "2111000cc0000201c633640212340019";
    private static final String HEALTH_CHECK = "0d0a0d0a000d0a515549540a" + "20000000";

    @Test
    void a_listed_balancer_brings_clients_in_their_own_name_and_their_octets_untouched() throws Exception {
        assertThat(answer("127.0.0.9", FOUR, "EHLO\r\n")).isEqualTo("192.0.2.1 EHLO\r\n");
    }

    @Test
    void a_balancer_s_own_health_check_is_served_in_its_own_name() throws Exception {
        assertThat(answer("127.0.0.9", HEALTH_CHECK, "NOOP\r\n")).isEqualTo("127.0.0.9 NOOP\r\n");
    }

    @Test
    void who_is_not_listed_is_refused_with_the_header_and_without() throws Exception {
        assertThat(answer("127.0.0.8", FOUR, "EHLO\r\n")).isEmpty();
        assertThat(answer("127.0.0.8", "", "EHLO hello and some more octets\r\n"))
                .isEmpty();
    }

    @Test
    void a_listed_balancer_that_sends_no_header_is_refused() throws Exception {
        assertThat(answer("127.0.0.9", "", "PROXY TCP4 192.0.2.1 198.51.100.2 1 25\r\nEHLO\r\n"))
                .isEmpty();
        assertThat(answer("127.0.0.9", FOUR.substring(0, 30), "")).isEmpty();
    }

    /// @return whom the door saw and six octets that it read; empty when it saw nobody
    private static String answer(String from, String header, String text) throws IOException {
        var settings = new ProxySettings(List.of("127.0.0.9"), Optional.empty(), Optional.empty());
        var octets = Octets.join(
                        Octets.of(HexFormat.of().parseHex(header)), Octets.of(text.getBytes(StandardCharsets.US_ASCII)))
                .toByteArray();
        try (var listener = ProxyListener.open(
                        new HostPort("127.0.0.1", 0), settings, Clock.system(), ProxyListenerTest::echo);
                var client = new Socket(
                        InetAddress.ofLiteral("127.0.0.1"), listener.port(), InetAddress.ofLiteral(from), 0)) {
            return EchoDoor.answer(client, octets);
        } catch (IOException reset) {
            return "";
        }
    }

    private static void echo(Connection connection) {
        EchoDoor.welcome(connection, connection.peer().getHostAddress());
    }
}
