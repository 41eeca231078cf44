package org.postern.server.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.net.DirectDialer;
import org.postern.server.net.Tls;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// Peers that are slow where no single step is too slow, and one whose TLS works.
@Timeout(60)
class SlowPeerTest {
    private static final Domain PEER = new Domain("peer.example");
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String HELLO = "S: 220 hi\nC: EHLO*\nS: 250 hi\n";

    @TempDir
    private Path folder;

    /// THREAT T-30
    @Test
    void a_peer_that_would_take_all_day_is_left_when_the_message_has_had_its_time() throws Exception {
        try (var peer = new FakePeer(HELLO + "C: MAIL*\nE\n")) {
            var timeouts = new Timeouts(LONG, LONG, LONG, LONG, LONG, LONG, SHORT, SHORT);

            assertThat(deliver(peer.port(), timeouts, Octets.ascii("A: b\r\n\r\nc\r\n"), new Metrics()))
                    .isInstanceOf(Attempt.NoConnection.class);
        }
    }

    @Test
    void a_peer_that_stops_reading_the_text_is_left() throws Exception {
        try (var stuck = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> speakAndStopReading(stuck));
            var timeouts = new Timeouts(LONG, LONG, LONG, SHORT, LONG, LONG, SHORT, LONG);
            var large = Octets.of(("A: b\r\n\r\n" + "x".repeat(70) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 18; i++) {
                large = Octets.join(large, large.slice(8, large.size() - 8));
            }

            assertThat(deliver(stuck.getLocalPort(), timeouts, large, new Metrics()))
                    .isInstanceOf(Attempt.NoConnection.class);
        }
    }

    @Test
    void mail_goes_inside_tls_where_the_peer_offers_it() throws Exception {
        var tls = Tls.selfSigned(folder, List.of("peer.example"), Clock.system());
        var metrics = new Metrics();
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var inside = new LinkedBlockingQueue<String>();
            Thread.ofVirtual().start(() -> takeInsideTls(server, tls, inside));

            var attempt = deliver(
                    server.getLocalPort(), Timeouts.all(LONG), Octets.ascii("Subject: secret\r\n\r\nx\r\n"), metrics);

            assertThat(attempt).isInstanceOf(Attempt.Delivered.class);
            assertThat(inside)
                    .contains("EHLO mx.postern.example", "MAIL FROM:<ada@postern.example>", "Subject: secret");
            assertThat(metrics.text()).contains("unverified");
        }
    }

    private static void speakAndStopReading(ServerSocket server) {
        try (var client = server.accept()) {
            var in = client.getInputStream();
            var out = client.getOutputStream();
            for (var reply : List.of("220 hi", "250 hi", "250 ok", "250 ok", "354 go")) {
                out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
                if (!reply.startsWith("354")) {
                    line(in);
                }
            }
            new CountDownLatch(1).await();
        } catch (IOException | InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private static void takeInsideTls(ServerSocket server, Tls tls, Queue<String> inside) {
        try (var client = server.accept()) {
            say(client.getOutputStream(), "220 hi");
            line(client.getInputStream());
            say(client.getOutputStream(), "250-hi\r\n250 STARTTLS");
            line(client.getInputStream());
            say(client.getOutputStream(), "220 go");
            var secured = (SSLSocket) tls.context().getSocketFactory().createSocket(client, "", 0, true);
            secured.setUseClientMode(false);
            var in = secured.getInputStream();
            boolean text = false;
            for (var line = line(in); !line.isEmpty() || text; line = line(in)) {
                inside.add(line);
                text = text ? !line.equals(".") : line.equals("DATA");
                if (!text || line.equals("DATA")) {
                    say(secured.getOutputStream(), text ? "354 go" : "250 ok");
                }
            }
        } catch (IOException over) {
            // the client has what it wanted
        }
    }

    private static void say(OutputStream out, String lines) throws IOException {
        out.write((lines + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the end");
            }
            line.append((char) octet);
        }
        return line.toString().strip();
    }

    private static Attempt deliver(int port, Timeouts timeouts, Octets message, Metrics metrics) {
        var settings =
                new DeliverySettings(List.of("peer.example=127.0.0.1:" + port), false, 25, Duration.ofSeconds(5));
        var courier = new Courier(new Courier.Parts(
                new FixedNames(),
                new DirectDialer(Clock.system()),
                Clock.system(),
                new Random(7),
                new Domain("mx.postern.example"),
                settings,
                timeouts,
                metrics));
        var to = new Errand.Recipient(new MailAddress("bo", PEER), Set.of(), Optional.empty());
        try (var visit = courier.visit(PEER)) {
            return visit.carry(new Errand(MailAddress.parse("ada@postern.example"), List.of(to), message))
                    .get(to);
        }
    }
}
