package org.postern.server.reachctl;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Predicate;
import org.postern.reach.NetworkMap;
import org.postern.server.net.Names;
import org.postern.server.time.Clock;
import org.postern.wire.address.Domain;
import org.postern.wire.dns.Lookup;
import org.postern.wire.dns.MailExchanger;

/// Finds mail hosts of the networks that write to us: the servers that the sender's domain names,
/// where they stand in the network that the message came from, else the host that brought it.
///
/// THREAT T-72: a forged sender cannot make us knock at others: what is in another network than
/// the peer is not taken.
final class Learner implements AutoCloseable {
    private static final int WAITING = 256;
    private static final int REMEMBERED = 2_000;
    private static final int SERVERS = 3;
    private static final Duration AGAIN = Duration.ofHours(6);

    private final Parts parts;
    private final BlockingQueue<Wrote> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Map<Wrote, Instant> done = new LinkedHashMap<>();
    private Optional<Thread> worker = Optional.empty();

    /// @param allowed addresses that may be knocked at
    record Parts(NetworkMap map, Names names, MailHosts hosts, Clock clock, Predicate<InetAddress> allowed) {}

    private record Wrote(InetAddress from, Domain sender) {}

    Learner(Parts parts) {
        this.parts = parts;
    }

    void start() {
        worker = Optional.of(parts.clock().begin("reach-hosts", this::run));
    }

    @Override
    public void close() {
        worker.ifPresent(Thread::interrupt);
    }

    /// Never waits: what is too much is dropped, since the next message will do as well.
    void wrote(InetAddress from, Domain sender) {
        if (parts.allowed().test(from)) {
            waiting.offer(new Wrote(from, sender));
        }
    }

    private void run() {
        try {
            while (true) {
                learn(waiting.take());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void learn(Wrote wrote) {
        var now = parts.clock().instant();
        var before = done.get(wrote);
        if (before != null && before.plus(AGAIN).isAfter(now)) {
            return;
        }
        done.put(wrote, now);
        if (done.size() > REMEMBERED) {
            done.remove(done.keySet().iterator().next());
        }
        find(wrote, now);
    }

    private void find(Wrote wrote, Instant now) {
        var network = parts.map().of(wrote.from());
        var servers = servers(wrote.sender()).stream()
                .filter(parts.allowed())
                .filter(address -> parts.map().of(address).equals(network))
                .limit(SERVERS)
                .toList();
        (servers.isEmpty() ? List.of(wrote.from()) : servers)
                .forEach(host -> parts.hosts().heard(network, host, now));
    }

    private List<InetAddress> servers(Domain sender) {
        return parts.names().mailExchangers(sender) instanceof Lookup.Found<MailExchanger> found
                ? found.answers().stream()
                        .limit(SERVERS)
                        .flatMap(server -> addresses(server).stream())
                        .toList()
                : List.of();
    }

    private List<InetAddress> addresses(MailExchanger server) {
        return server.host()
                .map(host -> parts.names().addresses(host) instanceof Lookup.Found<InetAddress> found
                        ? found.answers()
                        : List.<InetAddress>of())
                .orElse(List.of());
    }
}
