package org.postern.bench.relays;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.postern.bench.Run;
import org.postern.bench.Spread;
import org.postern.bench.service.Bench;
import org.postern.bench.service.Postern;
import org.postern.lab.peers.Child;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `postern bench relays`: what a message costs the core that comes by a relay, beside one that comes
/// directly; what an idle session costs; how soon a relay that died has been left.
@Command(
        name = "relays",
        mixinStandardHelpOptions = true,
        description = "mail by relays, beside mail that comes directly")
public final class RelayBench implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofMillis(50);

    @Option(names = "--relays", defaultValue = "8", description = "stock OpenSSH servers")
    private int relayCount;

    @Option(names = "--messages", defaultValue = "8000", description = "in one measurement")
    private int messages;

    @Option(names = "--kilobytes", defaultValue = "10", description = "size of the message")
    private int kilobytes;

    @Option(names = "--sessions", defaultValue = "16", description = "at a time")
    private int sessions;

    @Option(names = "--rounds", defaultValue = "3", description = "measurements of each load")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "16000", description = "messages by each way before")
    private int warmUp;

    @Option(names = "--idle", defaultValue = "5000", description = "idle sessions; 0 for none")
    private int idle;

    @Option(names = "--scratch", defaultValue = "/var/tmp", description = "a folder on the disk to measure")
    private Path scratch = Path.of("");

    /// One way in, and whether a connection carries many messages.
    private record Load(String way, boolean kept) {
        String text() {
            return way + ", " + (kept ? "kept connections" : "a connection each");
        }
    }

    /// @param cpuMillis of the core for one message
    private record Sample(double perSecond, double cpuMillis) {}

    @Override
    public Integer call() throws IOException {
        var folder = Files.createTempDirectory(scratch, "postern-bench-");
        try (var service = new Postern(Bench.in(folder));
                var relays = new RelaySet(folder, service, relayCount)) {
            throughput(folder, service, relays);
            if (idle > 0) {
                idle(folder, service, relays);
            }
            death(service, relays);
        } finally {
            Run.remove(folder);
        }
        System.out.println(Run.circumstances());
        return 0;
    }

    /// @param places where `smtp-source` connects to, one process each
    private record Way(String name, List<String> places, List<Double> cpu) {}

    private void throughput(Path folder, Postern service, RelaySet relays) {
        var direct = Collections.nCopies(relayCount, "127.0.0.1:" + service.port());
        var relayed = relays.members().stream().map(RelaySet.Member::place).toList();
        for (var places : List.of(direct, relayed)) {
            send(folder, service, new Load("", false), places, warmUp);
        }
        for (boolean kept : List.of(false, true)) {
            var ways = List.of(
                    new Way("direct", direct, new ArrayList<>()), new Way("by relays", relayed, new ArrayList<>()));
            for (int round = 0; round < rounds; round++) {
                for (var way : ways) {
                    var load = new Load(way.name(), kept);
                    var sample = send(folder, service, load, way.places(), messages);
                    way.cpu().add(sample.cpuMillis());
                    System.out.printf(
                            "%s: %.0f/s, %.3f ms of the core%n", load.text(), sample.perSecond(), sample.cpuMillis());
                }
            }
            for (var way : ways) {
                System.out.printf(
                        "median of %s: %s ms of the core a message%n",
                        new Load(way.name(), kept).text(),
                        Spread.of(way.cpu().stream().mapToDouble(Double::doubleValue))
                                .text(3));
            }
        }
    }

    private Sample send(Path folder, Postern service, Load load, List<String> places, int count) {
        long before = service.kept();
        var cpu = service.cpu();
        long start = System.nanoTime();
        var children = new ArrayList<Child>();
        for (int i = 0; i < places.size(); i++) {
            var command = new ArrayList<>(List.of(
                    "/usr/sbin/smtp-source",
                    "-s",
                    Integer.toString(Math.max(1, sessions / places.size())),
                    "-m",
                    Integer.toString(count / places.size()),
                    "-l",
                    Integer.toString(kilobytes * 1024),
                    "-f",
                    "a@sender.test",
                    "-t",
                    service.mailboxes().get(i % service.mailboxes().size())));
            if (load.kept()) {
                command.add("-d");
            }
            command.add(places.get(i));
            children.add(Child.start(folder, "smtp-source-" + i, command, Map.of()));
        }
        for (var child : children) {
            int status = child.await(LIMIT);
            if (status != 0) {
                throw new IllegalStateException("smtp-source ended with " + status + ": " + child.output());
            }
        }
        long nanos = System.nanoTime() - start;
        int sent = count / places.size() * places.size();
        until(() -> service.kept() >= before + sent);
        return new Sample(sent * 1e9 / nanos, service.cpu().minus(cpu).toNanos() / 1e6 / sent);
    }

    private void idle(Path folder, Postern service, RelaySet relays) throws IOException {
        long before = IdleSessions.heldOctets(folder, service.pid());
        try (var sessions = new IdleSessions()) {
            int greeted = sessions.open(relays.members(), idle);
            long after = IdleSessions.heldOctets(folder, service.pid());
            System.out.printf(
                    "%d idle sessions by relays: %d greeted, heap %.0f MB before, %.0f MB after, %.1f KB each%n",
                    idle, greeted, before / 1e6, after / 1e6, (after - before) / 1024.0 / idle);
        }
    }

    private void death(Postern service, RelaySet relays) {
        var senders = new Senders(relays.members(), service.mailboxes().getFirst());
        var threads = senders.start(2 * relayCount);
        until(() -> senders.delivered() > 500);
        var victim = relays.members().getFirst();
        long killed = System.nanoTime();
        victim.host().crash();
        until(() -> service.run("relay", "list", "--data", service.data().toString())
                .contains("DOWN"));
        double noticed = (System.nanoTime() - killed) * 1e-9;
        int then = senders.delivered();
        until(() -> senders.delivered() > then + 500);
        senders.stop();
        threads.forEach(RelayBench::join);
        System.out.printf(
                "a relay died: the core knew within %.1f s (asked by command), no message took longer than %.2f s%n",
                noticed, senders.longestSeconds());
    }

    private static void join(Thread thread) {
        try {
            thread.join(LIMIT);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static void until(BooleanSupplier done) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("it did not come about in " + LIMIT);
            }
            LockSupport.parkNanos(SOON.toNanos());
        }
    }
}
