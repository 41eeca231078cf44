package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.RunningPostern;

/// A load balancer before the running service: whom the page's limits count. THREAT T-44
@Timeout(120)
final class BalancerTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress BALANCER = InetAddress.ofLiteral("127.0.0.9");
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final int BURST = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int port = Ports.free();

    @Test
    void each_client_behind_a_balancer_is_counted_by_its_own_address(@TempDir Path folder) throws IOException {
        try (var service = RunningPostern.up(TREE.root(), folder.resolve("data"), settings())) {
            Await.until(() -> Ports.answers("127.0.0.1", port), PATIENCE, service::log);
            var answers = new ArrayList<String>();
            for (int i = 0; i < 3 * BURST; i++) {
                answers.add(answer("192.0.2.1"));
            }

            assertThat(answers)
                    .as("one that asks too often")
                    .contains("HTTP/1.1 200 OK", "HTTP/1.1 429 Too Many Requests");
            assertThat(answer("198.51.100.7"))
                    .as("another by the same balancer")
                    .isEqualTo("HTTP/1.1 200 OK");
        }
    }

    private List<String> settings() {
        var lines = new ArrayList<>(RunningPostern.firstSteps(Ports.free()));
        lines.addAll(lines.indexOf("[http]") + 1, List.of("source_burst = " + BURST, "source_per_second = 1"));
        lines.addAll(List.of(
                "[proxy]",
                "from = [\"" + BALANCER.getHostAddress() + "\"]",
                "http_listen = \"127.0.0.1:" + port + "\""));
        return lines;
    }

    /// @return the first line of it
    private String answer(String client) throws IOException {
        try (var balancer = new Socket(HERE, port, BALANCER, 0)) {
            balancer.getOutputStream().write(header(client));
            balancer.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(balancer.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.lines().findFirst().orElse("");
        }
    }

    /// Version 2, TCP over IPv4.
    private static byte[] header(String client) {
        return ByteBuffer.allocate(28)
                .put(HexFormat.of().parseHex(SIGNATURE + "2111000c"))
                .put(InetAddress.ofLiteral(client).getAddress())
                .put(InetAddress.ofLiteral("203.0.113.1").getAddress())
                .putShort((short) 40_000)
                .putShort((short) 443)
                .array();
    }
}
