package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.OpenSsh;
import org.postern.lab.peers.Ports;
import org.postern.reach.RelayId;
import org.postern.reach.relay.RelayAdvice;
import org.postern.reach.relay.RelayClient;
import org.postern.reach.relay.RelayKeeper;
import org.postern.reach.relay.RelayKey;
import org.postern.reach.relay.RelayProblem;
import org.postern.reach.relay.RelayStream;
import org.postern.reach.relay.RelayTarget;

/// Two hundred relays held at once, on four stock OpenSSH servers with their own settings: each lets in ten that
/// have not logged in yet and turns away more and more of those beyond (MaxStartups 10:30:100). What it took is
/// written to `target/many-relays.txt`; bench/records/relays.md has such figures.
final class ManyRelaysTest {
    private static final int HOSTS = 4;
    private static final int RELAYS_A_HOST = 50;
    private static final int ALL = HOSTS * RELAYS_A_HOST;
    private static final Duration CONNECTED = Duration.ofMinutes(10);
    private static final Duration NOTICED = Duration.ofSeconds(5);
    private static final long MOST_OCTETS_A_RELAY = 256 << 10;
    private static final int MOST_THREADS = 32;
    private static final int MANY = 100;

    private final RelayKey key = RelayKey.generate();
    private final int port = Ports.free();
    private final List<OpenSsh> hosts = new ArrayList<>();
    private final List<RelayKeeper> keepers = new ArrayList<>();
    private final List<String> report = new ArrayList<>();
    private final Standing standing = new Standing();

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        for (int host = 0; host < HOSTS; host++) {
            var line = RelayAdvice.authorizedKeysLine(target(host, 0, 22, ""), key);
            hosts.add(
                    OpenSsh.start(folder.resolve("sshd" + host), List.of(line), List.of(RelayAdvice.sshdConfigLine())));
        }
    }

    @AfterEach
    void stop() {
        keepers.forEach(RelayKeeper::close);
        hosts.forEach(OpenSsh::close);
    }

    @Test
    void two_hundred_are_held_and_the_death_of_one_host_disturbs_nobody_else() throws Exception {
        long heap = heapOctets();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        try (var client = RelayClient.open(key, System::nanoTime)) {
            holdAll(client);
            tell("all up after %d ms, tries that failed: %d".formatted(awaitUp(ALL), standing.failures()));
            assertThat(standing.failures()).as("turned away or late").isLessThan(ALL / 10);
            long each = (heapOctets() - heap) / ALL;
            int more = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
            tell("heap of one: %d octets; threads for all: %d".formatted(each, more));
            assertThat(each).isLessThan(MOST_OCTETS_A_RELAY);
            assertThat(more).isLessThan(MOST_THREADS);

            var senders = new ArrayList<Socket>();
            for (int host = 0; host < HOSTS; host++) {
                for (int relay = 0; relay < RELAYS_A_HOST; relay++) {
                    senders.add(connected(host, relay));
                }
            }
            tell("a sender at each is greeted");

            hosts.getFirst().crash();
            tell("%d of a host that died known as down after %d ms".formatted(RELAYS_A_HOST, awaitDown()));
            for (var sender : senders.subList(RELAYS_A_HOST, ALL)) {
                assertThat(asked(sender)).isEqualTo("250 here");
            }
            assertThat(standing.downs()).isEqualTo(RELAYS_A_HOST);

            hosts.getFirst().restart();
            tell("all up again after %d ms".formatted(awaitUp(ALL)));
            connected(0, RELAYS_A_HOST - 1).close();
            for (var sender : senders) {
                sender.close();
            }
        }
        Files.write(Path.of("target/many-relays.txt"), report);
    }

    private void holdAll(RelayClient client) {
        for (int host = 0; host < HOSTS; host++) {
            var hostKey = hosts.get(host).hostKey();
            for (int relay = 0; relay < RELAYS_A_HOST; relay++) {
                keepers.add(RelayKeeper.start(
                        target(host, relay, hosts.get(host).port(), hostKey),
                        target -> client.connect(target, (by, stream) -> serve(by, stream), MANY),
                        standing,
                        new Random(keepers.size())));
            }
        }
    }

    private RelayTarget target(int host, int relay, int sshPort, String hostKey) {
        return new RelayTarget(
                id(host, relay),
                "root",
                "127.0.0.1",
                sshPort,
                hostKey,
                List.of(new RelayTarget.Forward(address(host, relay), port)));
    }

    private static RelayId id(int host, int relay) {
        return new RelayId("r" + host + "-" + relay);
    }

    private static String address(int host, int relay) {
        return "127.77." + host + "." + (relay + 1);
    }

    private long awaitUp(int relays) {
        long from = System.nanoTime();
        Await.until(() -> standing.up.size() == relays, CONNECTED, standing::toString);
        return Duration.ofNanos(System.nanoTime() - from).toMillis();
    }

    private long awaitDown() {
        long from = System.nanoTime();
        Await.until(() -> standing.up.size() == ALL - RELAYS_A_HOST, NOTICED, standing::toString);
        return Duration.ofNanos(System.nanoTime() - from).toMillis();
    }

    private void tell(String words) {
        report.add(words);
    }

    /// Greets, and answers each octet that comes with a line.
    private static void serve(RelayId relay, RelayStream stream) {
        try {
            say(stream, "220 " + relay);
            var octet = new byte[1];
            while (stream.read(octet, 0, 1, Long.MAX_VALUE) > 0) {
                say(stream, "250 here");
            }
        } catch (IOException gone) {
            // the sender, or the relay with it
        }
    }

    private static void say(RelayStream stream, String words) throws IOException {
        var octets = (words + "\n").getBytes(StandardCharsets.US_ASCII);
        stream.write(octets, 0, octets.length);
    }

    private Socket connected(int host, int relay) throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(Math.toIntExact(CONNECTED.toMillis()));
        socket.connect(new InetSocketAddress(address(host, relay), port), 10_000);
        assertThat(line(socket)).isEqualTo("220 " + id(host, relay));
        return socket;
    }

    private static String asked(Socket socket) throws IOException {
        socket.getOutputStream().write('x');
        return line(socket);
    }

    private static String line(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int octet = socket.getInputStream().read(); octet >= 0 && octet != '\n'; ) {
            line.append((char) octet);
            octet = socket.getInputStream().read();
        }
        return line.toString();
    }

    private static long heapOctets() {
        System.gc();
        System.gc(); // the first may leave what waits for its end
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// Hears all keepers.
    private static final class Standing implements RelayKeeper.Listener {
        private final Set<RelayId> up = ConcurrentHashMap.newKeySet();
        private final AtomicInteger lost = new AtomicInteger();
        private final Map<RelayProblem.Kind, Integer> problems = new ConcurrentHashMap<>();

        @Override
        public void up(RelayId relay) {
            up.add(relay);
        }

        @Override
        public void down(RelayId relay, Optional<RelayProblem> why) {
            if (up.remove(relay)) {
                lost.incrementAndGet();
            }
            why.ifPresent(problem -> problems.merge(problem.kind(), 1, Integer::sum));
        }

        /// How many that were up went down.
        int downs() {
            return lost.get();
        }

        int failures() {
            return problems.values().stream().mapToInt(Integer::intValue).sum();
        }

        @Override
        public String toString() {
            return up.size() + " are up; problems: " + problems;
        }
    }
}
