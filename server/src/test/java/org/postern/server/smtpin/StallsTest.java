package org.postern.server.smtpin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.server.net.Tls;
import org.postern.server.time.Clock;

/// THREAT T-04: peers that stall, each in its own way, while another is served.
@Timeout(90)
class StallsTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    /// An octet now and then keeps no command waiting for longer than a command may take.
    @ParameterizedTest
    @ValueSource(
            strings = {"", "EHLO probe.test", "EHLO probe.test|MAIL FROM:<x@there.test>", "EHLO probe.test|RSET|NOOP"})
    void who_drips_a_command_is_told_and_left(String before) throws Exception {
        try (var door = new TestDoor(TestDoor.times(SHORT, LONG, LONG), Optional.empty());
                var slow = new Probe(door.port())) {
            slow.answer();
            for (var line : before.split("\\|")) {
                if (!line.isEmpty()) {
                    slow.ask(line);
                }
            }

            drip(slow.socket(), "NOOP and so on without an end");

            assertThat(slow.answer()).startsWith("421 4.4.2");
            assertServed(door);
        }
    }

    @Test
    void who_drips_a_text_is_told_and_left_and_holds_no_memory() throws Exception {
        try (var door = new TestDoor(TestDoor.times(LONG, SHORT, LONG), Optional.empty());
                var slow = new Probe(door.port())) {
            slow.answer();
            slow.ask("EHLO probe.test");
            slow.ask("MAIL FROM:<x@there.test>");
            slow.ask("RCPT TO:<ada@here.test>");
            assertThat(slow.ask("DATA")).startsWith("354");

            drip(slow.socket(), "Subject: a word a minute\r\n\r\n");

            assertThat(slow.answer()).startsWith("421 4.4.2");
            assertServed(door);
            assertThat(door.memory.takenBytes()).isZero();
        }
    }

    /// The read of a handshake never times out where octets keep coming: the watch ends it.
    @Test
    void who_drips_a_handshake_is_left() throws Exception {
        var tls = Tls.selfSigned(folder, List.of(TestDoor.HOST), Clock.system());
        try (var door = new TestDoor(TestDoor.times(SHORT, LONG, LONG), Optional.of(tls));
                var slow = new Probe(door.port())) {
            slow.answer();
            slow.ask("EHLO probe.test");
            assertThat(slow.ask("STARTTLS")).startsWith("220");
            slow.socket().getOutputStream().write(new byte[] {22, 3, 1, 64, 0}); // a record of 16 KiB is announced

            assertThat(isLeftWhileDripping(slow.socket())).isTrue();
            assertServed(door);
        }
    }

    /// Replies fill the buffers on the way until our write blocks: no read times out there.
    @Test
    void who_never_reads_is_cut_off() throws Exception {
        try (var door = new TestDoor(TestDoor.times(SHORT, LONG, LONG), Optional.empty());
                var deaf = new Socket()) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()));
            var questions = "EHLO probe.test\r\n".repeat(500).getBytes(StandardCharsets.US_ASCII);

            assertThat(isCutOff(deaf, questions)).isTrue();
            assertServed(door);
        }
    }

    /// Bounded by octets: should the door take everything, this ends too.
    private static boolean isCutOff(Socket deaf, byte[] questions) {
        try {
            for (int i = 0; i < 100_000; i++) {
                deaf.getOutputStream().write(questions);
            }
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static boolean isLeftWhileDripping(Socket slow) {
        try {
            for (int i = 0; i < 300; i++) {
                slow.getOutputStream().write(0);
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static void drip(Socket slow, String text) {
        Thread.ofVirtual().start(() -> {
            try {
                for (byte octet : text.getBytes(StandardCharsets.US_ASCII)) {
                    slow.getOutputStream().write(octet);
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
            } catch (IOException left) {
                // as it should be
            }
        });
    }

    private static void assertServed(TestDoor door) throws Exception {
        try (var other = new Probe(door.port())) {
            other.answer();
            other.ask("EHLO other.test");
            other.ask("MAIL FROM:<x@there.test>");
            other.ask("RCPT TO:<ada@here.test>");
            other.ask("DATA");
            assertThat(other.ask("hello\\r\\n.")).startsWith("250");
        }
    }
}
