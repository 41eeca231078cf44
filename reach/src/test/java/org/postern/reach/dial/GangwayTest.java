package org.postern.reach.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GangwayTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void whatever_name_is_asked_for_the_connection_goes_to_the_one_address() throws IOException {
        try (var far = new ServerSocket(0, 5, HERE);
                var gangway = new Gangway(HERE, Duration.ofSeconds(10))) {
            Thread.ofVirtual().start(() -> echoOnce(far));

            try (var client = connect(gangway)) {
                say(client, "CONNECT blocked.example.org:" + far.getLocalPort() + " HTTP/1.1\r\n\r\n");
                var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 Connected");
                assertThat(in.readLine()).isEmpty();
                say(client, "hello\n");
                assertThat(in.readLine()).isEqualTo("hello");
            }
        }
    }

    @Test
    void it_is_no_proxy_for_anything_else() throws IOException {
        try (var gangway = new Gangway(HERE, Duration.ofSeconds(10));
                var client = connect(gangway)) {
            say(client, "GET http://evil.test/ HTTP/1.1\r\n\r\n");

            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(in.readLine()).startsWith("HTTP/1.1 405");
        }
    }

    private static Socket connect(Gangway gangway) throws IOException {
        var proxy = (InetSocketAddress) gangway.selector()
                .select(URI.create("https://any.test"))
                .getFirst()
                .address();
        return new Socket(proxy.getAddress(), proxy.getPort());
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void echoOnce(ServerSocket far) {
        try (var peer = far.accept()) {
            peer.getInputStream().transferTo(peer.getOutputStream());
        } catch (IOException closed) {
            return;
        }
    }
}
