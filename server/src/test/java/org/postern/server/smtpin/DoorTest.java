package org.postern.server.smtpin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.server.intake.Arrival;
import org.postern.server.intake.Outcome;
import org.postern.server.net.Tls;
import org.postern.server.settings.Size;
import org.postern.server.time.Clock;

class DoorTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void mail_comes_over_starttls(String protocol) throws Exception {
        try (var door = new TestDoor(TestDoor.settings(), Optional.of(tls()));
                var probe = new Probe(door.port())) {
            probe.answer();
            assertThat(probe.ask("EHLO probe.test")).endsWith("STARTTLS");
            assertThat(probe.ask("MAIL FROM:<x@there.test>")).startsWith("250");
            assertThat(probe.ask("STARTTLS")).startsWith("220");

            handshake(probe, protocol);

            // RFC 3207 §4.2: what was said in the clear is forgotten.
            assertThat(probe.ask("RCPT TO:<ada@here.test>")).startsWith("503");
            assertThat(probe.ask("EHLO probe.test")).doesNotContain("STARTTLS");
            assertThat(probe.ask("STARTTLS")).startsWith("503");
            probe.ask("MAIL FROM:<x@there.test>");
            probe.ask("RCPT TO:<ada@here.test>");
            probe.ask("DATA");
            assertThat(probe.ask("hello\\r\\n.")).startsWith("250");
            var origin =
                    (Arrival.Origin.Peer) door.kept.poll(20, TimeUnit.SECONDS).origin();
            assertThat(origin.protocol()).isEqualTo("ESMTPS");
            assertThat(origin.tls().orElseThrow()).startsWith(protocol + " TLS_");
        }
    }

    /// CVE-2011-0411: a command that came in the clear behind STARTTLS is not run under TLS.
    @Test
    void commands_behind_starttls_end_the_session() throws Exception {
        try (var door = new TestDoor(TestDoor.settings(), Optional.of(tls()));
                var probe = new Probe(door.port())) {
            probe.answer();
            probe.ask("EHLO probe.test");

            var answer = probe.send("STARTTLS\\r\\nRSET\\r\\n").answer();

            assertThat(answer).startsWith("554 5.5.0");
            assertThat(probe.isEnded()).isTrue();
        }
    }

    @Test
    void a_peer_that_stalls_in_its_commands_is_told_and_left() throws Exception {
        try (var door = new TestDoor(TestDoor.times(SHORT, LONG, LONG), Optional.empty());
                var probe = new Probe(door.port())) {
            probe.answer();

            probe.send("EHLO pro");

            assertThat(probe.answer()).startsWith("421 4.4.2 Nothing");
            assertThat(probe.isEnded()).isTrue();
        }
    }

    @Test
    void a_session_has_an_end_however_busy_it_is() throws Exception {
        try (var door = new TestDoor(TestDoor.times(LONG, LONG, SHORT), Optional.empty());
                var probe = new Probe(door.port())) {
            probe.answer();
            probe.ask("EHLO probe.test");

            assertThat(probe.answer()).startsWith("421 4.4.2 This session");
        }
    }

    @Test
    void a_text_that_does_not_end_keeps_nothing() throws Exception {
        try (var door = new TestDoor(TestDoor.times(LONG, SHORT, LONG), Optional.empty());
                var probe = begun(door)) {
            probe.send("half a mess");

            assertThat(probe.answer()).startsWith("421 4.4.2");
            assertThat(door.kept).isEmpty();
            assertThat(door.memory.takenBytes()).isZero();
        }
    }

    @Test
    void a_handshake_that_hangs_ends() throws Exception {
        try (var door = new TestDoor(TestDoor.times(SHORT, LONG, LONG), Optional.of(tls()));
                var probe = new Probe(door.port())) {
            probe.answer();
            probe.ask("EHLO probe.test");
            assertThat(probe.ask("STARTTLS")).startsWith("220");

            assertThat(probe.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_connection_lost_within_the_text_keeps_nothing(boolean reset) throws Exception {
        try (var door = new TestDoor(TestDoor.settings(), Optional.empty())) {
            try (var probe = begun(door)) {
                probe.send("Subject: lost\\r\\n\\r\\nhalf");
                probe.socket().setSoLinger(reset, 0);
            }

            door.stop(); // returns when the session has ended

            assertThat(door.kept).isEmpty();
            assertThat(door.memory.takenBytes()).isZero();
        }
    }

    /// THREAT T-04: the parcels of all sessions share one budget.
    @Test
    void mail_that_does_not_fit_in_memory_is_deferred_and_the_next_may_come() throws Exception {
        var usual = TestDoor.settings();
        var settings = TestDoor.withMemory(usual, new Size(2_000_000), new Size(1_000_000));
        try (var door = new TestDoor(settings, Optional.empty());
                var first = begun(door);
                var second = begun(door);
                var third = begun(door)) {
            first.send(("x".repeat(900) + "\\r\\n").repeat(900));
            second.send(("x".repeat(900) + "\\r\\n").repeat(900));

            var answer = third.send(("x".repeat(900) + "\\r\\n").repeat(900) + ".\\r\\n")
                    .answer();
            var settled = List.of(
                    first.send(".\\r\\n").answer(), second.send(".\\r\\n").answer(), answer);

            assertThat(settled).anyMatch(reply -> reply.startsWith("452 4.3.1"));
            assertThat(settled).allMatch(reply -> reply.startsWith("452 4.3.1") || reply.startsWith("250"));
            assertThat(door.memory.takenBytes()).isZero();
            assertThat(third.ask("MAIL FROM:<x@there.test>")).startsWith("250");
            assertThat(third.ask("RCPT TO:<ada@here.test>")).startsWith("250");
            assertThat(third.ask("DATA")).startsWith("354");
            assertThat(third.ask("small\\r\\n.")).startsWith("250");
        }
    }

    @Test
    void sessions_beyond_the_limit_are_turned_away() throws Exception {
        try (var door = new TestDoor(sessions(2, 10), Optional.empty());
                var first = new Probe(door.port());
                var second = new Probe(door.port())) {
            first.answer();
            second.answer();

            try (var third = new Probe(door.port())) {
                assertThat(third.answer()).startsWith("421 4.3.2");
            }
        }
    }

    @Test
    void sessions_of_one_network_beyond_the_limit_are_turned_away() throws Exception {
        try (var door = new TestDoor(sessions(10, 1), Optional.empty());
                var first = new Probe(door.port())) {
            first.answer();

            try (var second = new Probe(door.port())) {
                assertThat(second.answer()).startsWith("421 4.7.0");
            }
        }
    }

    @Test
    void who_waits_is_told_when_the_door_closes() throws Exception {
        try (var door = new TestDoor(TestDoor.settings(), Optional.empty());
                var probe = new Probe(door.port())) {
            probe.answer();
            probe.ask("EHLO probe.test");

            door.stop();

            assertThat(probe.answer()).startsWith("421 4.3.2");
            assertThat(probe.isEnded()).isTrue();
        }
    }

    @Test
    void a_message_that_is_being_kept_is_kept_when_the_door_closes() throws Exception {
        var taken = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var door = new TestDoor(TestDoor.settings(), Optional.empty(), Optional.of(arrival -> {
                    taken.countDown();
                    awaitQuietly(goOn);
                    return new Outcome.Kept();
                }));
                var probe = begun(door)) {
            probe.send("hello\\r\\n.\\r\\n");
            taken.await();

            var closing = CompletableFuture.runAsync(door::stop);
            goOn.countDown();

            assertThat(probe.answer()).startsWith("250");
            assertThat(probe.answer()).startsWith("421");
            closing.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_fault_of_ours_is_a_4xx_and_not_silence() throws Exception {
        try (var door = new TestDoor(TestDoor.settings(), Optional.empty(), Optional.of(arrival -> {
                    throw new IllegalStateException("a fault");
                }));
                var probe = begun(door)) {
            assertThat(probe.ask("hello\\r\\n.")).startsWith("421 4.3.0");
        }
    }

    @Test
    void the_certificate_made_first_is_read_again() {
        var first = tls().certificate();

        assertThat(tls().certificate()).isEqualTo(first);
        assertThat(folder.resolve("smtp-key.pem"))
                .satisfies(key -> assertThat(Files.getPosixFilePermissions(key))
                        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }

    private Tls tls() {
        return Tls.selfSigned(folder, List.of(TestDoor.HOST), Clock.system());
    }

    private static Probe begun(TestDoor door) throws IOException {
        var probe = new Probe(door.port());
        probe.answer();
        probe.ask("EHLO probe.test");
        probe.ask("MAIL FROM:<x@there.test>");
        probe.ask("RCPT TO:<ada@here.test>");
        assertThat(probe.ask("DATA")).startsWith("354");
        return probe;
    }

    private static SmtpSettings sessions(int all, int perNetwork) {
        var usual = TestDoor.settings();
        return new SmtpSettings(
                usual.listen(),
                usual.messageSize(),
                usual.recipients(),
                usual.commandLine(),
                usual.textLine(),
                usual.errors(),
                usual.unknownRecipients(),
                usual.commandTime(),
                usual.textTime(),
                usual.sessionTime(),
                all,
                perNetwork,
                usual.memory(),
                usual.stopTime());
    }

    private static void handshake(Probe probe, String protocol) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        Socket plain = probe.socket();
        var secured = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, InetAddress.getLoopbackAddress().getHostAddress(), plain.getPort(), true);
        secured.setEnabledProtocols(new String[] {protocol});
        secured.startHandshake();
        probe.secured(secured);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /// The test's client does not look whom it speaks to.
    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
