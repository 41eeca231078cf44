package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.OpenSsh;
import org.postern.lab.peers.Ports;
import org.postern.reach.RelayId;
import org.postern.reach.relay.Arrivals;
import org.postern.reach.relay.RelayAdvice;
import org.postern.reach.relay.RelayClient;
import org.postern.reach.relay.RelayKey;
import org.postern.reach.relay.RelayLink;
import org.postern.reach.relay.RelayProblem;
import org.postern.reach.relay.RelayStream;
import org.postern.reach.relay.RelayTarget;

/// What a sender sees when we end its session at a stock OpenSSH relay: docs/reach/resets.md. SSH has no
/// word for a TCP reset; Linux sends one when a socket is closed that has octets nobody read. With it a sender's
/// write fails that waits; after an ordinary close it goes on waiting.
@Timeout(120)
final class RelayResetTest {
    private static final int MORE_THAN_IS_ALLOWED = 16 << 20; // and than systems buffer

    private final int mailPort = Ports.free();
    private final RelayKey key = RelayKey.generate();
    private final BlockingQueue<RelayStream> came = new ArrayBlockingQueue<>(1);
    private final CountDownLatch done = new CountDownLatch(1);

    @TempDir
    private Path folder;

    private enum End {
        RESET,
        CLOSED
    }

    private interface Act {
        void end(RelayLink link, RelayStream stream);
    }

    @Test
    void a_session_of_which_all_was_read_ends_by_an_ordinary_close() throws Exception {
        assertThat(seen(6, (link, stream) -> stream.abort())).isEqualTo(End.CLOSED);
    }

    @Test
    void a_session_in_the_middle_of_a_text_that_we_hold_back_ends_by_a_reset() throws Exception {
        assertThat(seen(MORE_THAN_IS_ALLOWED, (link, stream) -> stream.abort())).isEqualTo(End.RESET);
    }

    @Test
    void the_end_of_the_whole_connection_is_no_better() throws Exception {
        assertThat(seen(6, (link, stream) -> link.close())).isEqualTo(End.CLOSED);
    }

    @Test
    void the_end_of_the_whole_connection_resets_what_is_held_back() throws Exception {
        assertThat(seen(MORE_THAN_IS_ALLOWED, (link, stream) -> link.close())).isEqualTo(End.RESET);
    }

    /// @param octets that the sender writes; what fits into the window is read
    private End seen(int octets, Act act) throws Exception {
        var target = new RelayTarget(
                new RelayId("rome"), "root", "127.0.0.1", 22, "", List.of(new RelayTarget.Forward("*", mailPort)));
        try (var host = OpenSsh.start(
                        folder.resolve("sshd"),
                        List.of(RelayAdvice.authorizedKeysLine(target, key)),
                        List.of(RelayAdvice.sshdConfigLine()));
                var client = RelayClient.open(key, System::nanoTime);
                var link = connect(client, host);
                var sender = new Socket(InetAddress.ofLiteral("127.0.0.1"), mailPort)) {
            var stream = came.poll(20, TimeUnit.SECONDS);
            assertThat(stream).isNotNull();
            var failed = new CompletableFuture<Boolean>();
            Thread.ofVirtual().start(() -> failed.complete(!isWritten(sender, octets)));
            Await.until(
                    () -> stream.available() >= Math.min(octets, 16 << 10),
                    Duration.ofSeconds(20),
                    () -> "" + stream.available());
            if (octets < 100) {
                stream.read(new byte[octets], 0, octets, System.nanoTime() + 1_000_000_000);
            }

            act.end(link, stream);
            awaitEnd(sender);

            done.countDown();
            return failed.get(20, TimeUnit.SECONDS) ? End.RESET : End.CLOSED;
        }
    }

    /// OpenSSH closes in two steps, so an end may be seen a moment before the reset.
    private static void awaitEnd(Socket sender) throws IOException {
        try {
            sender.setSoTimeout(20_000);
            assertThat(sender.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    private static boolean isWritten(Socket sender, int octets) {
        try {
            sender.getOutputStream().write(new byte[octets]);
            return true;
        } catch (IOException ended) {
            return false;
        }
    }

    private RelayLink connect(RelayClient client, OpenSsh host) throws RelayProblem {
        var forwards = List.of(new RelayTarget.Forward("127.0.0.1", mailPort));
        var target = new RelayTarget(new RelayId("rome"), "root", "127.0.0.1", host.port(), host.hostKey(), forwards);
        return client.connect(target, holding(), 10);
    }

    private Arrivals holding() {
        return (relay, stream) -> {
            came.add(stream);
            try {
                done.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
