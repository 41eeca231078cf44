package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.OpenSsh;
import org.postern.lab.peers.Ports;
import org.postern.reach.RelayId;
import org.postern.reach.relay.Arrivals;
import org.postern.reach.relay.RelayAdvice;
import org.postern.reach.relay.RelayClient;
import org.postern.reach.relay.RelayKeeper;
import org.postern.reach.relay.RelayKey;
import org.postern.reach.relay.RelayProblem;
import org.postern.reach.relay.RelayStream;
import org.postern.reach.relay.RelayTarget;

/// Relays are stock OpenSSH servers with the lines that we print, and nothing else.
final class RelayTest {
    private static final RelayId ROME = new RelayId("rome");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MANY = 100;
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

    private final RelayKey key = RelayKey.generate();
    private final int mailPort = Ports.free();

    @TempDir
    private Path folder;

    @Test
    void a_connection_to_the_relay_comes_to_us_with_the_client_s_own_address() throws Exception {
        var came = new ArrayBlockingQueue<RelayStream>(1);
        var done = new CountDownLatch(1);
        try (var host = relay();
                var client = RelayClient.open(key, System::nanoTime);
                var link = client.connect(target(host), holding(came, done), MANY);
                var sender = new Socket(HERE, mailPort, InetAddress.ofLiteral("127.0.0.77"), 0)) {
            assertThat(link.isOpen()).isTrue();

            var stream = taken(came);
            stream.write(octets("220 hello\r\n"), 0, 11);
            sender.getOutputStream().write(octets("EHLO\r\n"));
            sender.shutdownOutput();

            assertThat(stream.far().getAddress().getHostAddress()).isEqualTo("127.0.0.77");
            assertThat(stream.far().getPort()).isEqualTo(sender.getLocalPort());
            assertThat(stream.port()).isEqualTo(mailPort);
            assertThat(sender.getInputStream().readNBytes(11)).asString().isEqualTo("220 hello\r\n");
            assertThat(readAll(stream)).isEqualTo("EHLO\r\n");
            done.countDown();
            assertThat(sender.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_reader_that_rests_holds_the_sender_back_and_loses_nothing() throws Exception {
        var came = new ArrayBlockingQueue<RelayStream>(1);
        var done = new CountDownLatch(1);
        var octets = new byte[16 << 20];
        new Random(4).nextBytes(octets);
        try (var host = relay();
                var client = RelayClient.open(key, System::nanoTime);
                var link = client.connect(target(host), holding(came, done), MANY);
                var sender = new Socket(HERE, mailPort)) {
            var stream = taken(came);
            var sending = Thread.ofVirtual().start(() -> writeAll(sender, octets));
            sending.join(Duration.ofMillis(500));

            assertThat(sending.isAlive()).as("the sender waits").isTrue();
            assertThat(stream.available()).isLessThanOrEqualTo(256 << 10);

            var read = new byte[octets.length];
            int at = 0;
            while (at < read.length) {
                at += stream.read(read, at, read.length - at, System.nanoTime() + PATIENCE.toNanos());
            }
            assertThat(read).isEqualTo(octets);
            assertThat(link.channels()).isEqualTo(1);
            done.countDown();
        }
    }

    @Test
    void mail_leaves_from_the_relay_s_address() throws Exception {
        try (var host = relay();
                var listening = new ServerSocket(25, 1, InetAddress.ofLiteral("127.0.0.25"));
                var client = RelayClient.open(key, System::nanoTime);
                var link = client.connect(target(host), (relay, stream) -> {}, MANY);
                var out = link.dial(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.25"), 25), PATIENCE);
                var there = listening.accept()) {

            there.getOutputStream().write(octets("220 x\r\n"));
            out.write(octets("QUIT\r\n"), 0, 6);

            assertThat(there.getInputStream().readNBytes(6)).asString().isEqualTo("QUIT\r\n");
            var read = new byte[7];
            assertThat(out.read(read, 0, 7, System.nanoTime() + PATIENCE.toNanos()))
                    .isPositive();
            assertThatThrownBy(() -> out.read(read, 0, 7, System.nanoTime() + 1_000_000))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void the_printed_line_permits_nothing_but_mail() {
        try (var host = relay();
                var client = RelayClient.open(key, System::nanoTime)) {
            var elsewhere = target(host, host.hostKey(), Ports.free());

            assertProblem(RelayProblem.Kind.LISTENING_REFUSED, () -> client.connect(elsewhere, (r, s) -> {}, MANY));
            assertProblem(RelayProblem.Kind.OPENING_REFUSED, () -> {
                try (var link = client.connect(target(host), (r, s) -> {}, MANY)) {
                    link.dial(new InetSocketAddress(HERE, host.port()), PATIENCE)
                            .close();
                }
            });
        }
    }

    @Test
    void what_is_wrong_with_a_relay_is_told_apart() {
        try (var host = relay();
                var client = RelayClient.open(key, System::nanoTime);
                var stranger = RelayClient.open(RelayKey.generate(), System::nanoTime)) {
            var changed = target(host, "SHA256:" + "A".repeat(43), mailPort);

            assertProblem(RelayProblem.Kind.OTHER_HOST_KEY, () -> client.connect(changed, (r, s) -> {}, MANY));
            assertProblem(RelayProblem.Kind.KEY_REFUSED, () -> stranger.connect(target(host), (r, s) -> {}, MANY));
            host.crash();
            assertProblem(RelayProblem.Kind.UNREACHABLE, () -> client.connect(target(host), (r, s) -> {}, MANY));
        }
    }

    @Test
    void the_host_key_is_shown_before_it_is_trusted() throws Exception {
        try (var host = relay();
                var client = RelayClient.open(key, System::nanoTime)) {
            var place = RelayTarget.Place.parse("root@127.0.0.1:" + host.port());

            assertThat(client.hostKeyOf(place)).isEqualTo(host.hostKey());
        }
    }

    @Test
    void a_relay_that_floods_us_is_held_to_its_number_of_connections() throws Exception {
        var came = new ArrayBlockingQueue<RelayStream>(3);
        var done = new CountDownLatch(1);
        try (var host = relay();
                var client = RelayClient.open(key, System::nanoTime);
                var link = client.connect(target(host), holding(came, done), 2);
                var first = new Socket(HERE, mailPort);
                var second = new Socket(HERE, mailPort)) {
            taken(came);
            taken(came);
            try (var third = new Socket(HERE, mailPort)) {

                assertThat(third.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(link.channels()).isEqualTo(2);
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            done.countDown();
        }
    }

    @Test
    void a_relay_that_died_is_noticed_and_taken_up_again_when_it_returns() throws Exception {
        var changes = new ArrayBlockingQueue<String>(100);
        try (var host = relay();
                var client = RelayClient.open(key, System::nanoTime);
                var keeper = RelayKeeper.start(
                        target(host),
                        target -> client.connect(target, (r, s) -> {}, MANY),
                        listener(changes),
                        new Random(5))) {
            assertThat(changes.poll(20, TimeUnit.SECONDS)).isEqualTo("up");

            host.crash();
            assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo("down");
            assertThat(keeper.link()).isEmpty();
            host.restart();

            assertThat(awaited(changes, "up")).isTrue();
            assertThat(keeper.link()).isPresent();
        }
    }

    /// Nothing closes: the host stands still with every connection, while mail is on its way out by it.
    @Test
    void a_relay_that_falls_silent_is_noticed_within_five_seconds_and_lets_go_of_who_writes() throws Exception {
        var changes = new ArrayBlockingQueue<String>(100);
        try (var host = relay();
                var listening = new ServerSocket(25, 1, InetAddress.ofLiteral("127.0.0.26"));
                var client = RelayClient.open(key, System::nanoTime);
                var keeper = RelayKeeper.start(
                        target(host),
                        target -> client.connect(target, (r, s) -> {}, MANY),
                        listener(changes),
                        new Random(6))) {
            assertThat(changes.poll(20, TimeUnit.SECONDS)).isEqualTo("up");
            var to = new InetSocketAddress(listening.getInetAddress(), 25);
            var out = keeper.link().orElseThrow().dial(to, PATIENCE);
            var writer = Thread.ofVirtual().start(() -> writeForEver(out));

            host.freeze();
            try {
                assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo("down");
                assertThat(keeper.link()).isEmpty();
                assertThat(writer.join(Duration.ofSeconds(5))).isTrue();
            } finally {
                host.thaw();
            }

            assertThat(awaited(changes, "up")).isTrue();
        }
    }

    /// Until it fails.
    private static void writeForEver(RelayStream out) {
        try (out) {
            while (true) {
                out.write(new byte[8192], 0, 8192);
            }
        } catch (IOException lost) {
            assertThat(lost).isNotNull();
        }
    }

    private static boolean awaited(BlockingQueue<String> changes, String word) throws InterruptedException {
        String change;
        do {
            change = changes.poll(20, TimeUnit.SECONDS);
        } while (change != null && !change.equals(word));
        return change != null;
    }

    private static RelayKeeper.Listener listener(BlockingQueue<String> changes) {
        return new RelayKeeper.Listener() {
            @Override
            public void up(RelayId relay) {
                changes.add("up");
            }

            @Override
            public void down(RelayId relay, Optional<RelayProblem> why) {
                changes.add("down");
            }
        };
    }

    private interface Act {
        void run() throws RelayProblem;
    }

    private static void assertProblem(RelayProblem.Kind kind, Act act) {
        assertThatThrownBy(act::run)
                .isInstanceOfSatisfying(
                        RelayProblem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(kind));
    }

    private OpenSsh relay() {
        var lines = List.of(RelayAdvice.sshdConfigLine());
        return OpenSsh.start(
                folder.resolve("sshd"), List.of(RelayAdvice.authorizedKeysLine(place(22, ""), key)), lines);
    }

    private RelayTarget target(OpenSsh host) {
        return target(host, host.hostKey(), mailPort);
    }

    private static RelayTarget target(OpenSsh host, String hostKey, int listens) {
        return new RelayTarget(
                ROME,
                "root",
                "127.0.0.1",
                host.port(),
                hostKey,
                List.of(new RelayTarget.Forward("127.0.0.1", listens)));
    }

    private RelayTarget place(int port, String hostKey) {
        return new RelayTarget(
                ROME, "root", "127.0.0.1", port, hostKey, List.of(new RelayTarget.Forward("127.0.0.1", mailPort)));
    }

    /// Keeps what comes open until the test is done with it.
    private static Arrivals holding(BlockingQueue<RelayStream> came, CountDownLatch done) {
        return (relay, stream) -> {
            came.add(stream);
            try {
                done.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private static RelayStream taken(BlockingQueue<RelayStream> came) throws InterruptedException {
        var stream = came.poll(20, TimeUnit.SECONDS);
        assertThat(stream).isNotNull();
        return stream;
    }

    private static String readAll(RelayStream stream) throws IOException {
        var text = new StringBuilder();
        var some = new byte[64];
        int count;
        while ((count = stream.read(some, 0, some.length, System.nanoTime() + PATIENCE.toNanos())) >= 0) {
            text.append(new String(some, 0, count, StandardCharsets.US_ASCII));
        }
        return text.toString();
    }

    private static void writeAll(Socket socket, byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
