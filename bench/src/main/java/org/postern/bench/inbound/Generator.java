package org.postern.bench.inbound;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.postern.bench.service.MailServer;
import org.postern.lab.peers.Child;

/// Sends a load to a service with programs that are not ours: Postfix's `smtp-source`, behind `stunnel`
/// where the load has STARTTLS.
final class Generator implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration REST = Duration.ofMillis(100);
    private static final Duration AT_REST = Duration.ofMillis(10);
    private static final String SENDER = "sender@sender.test";

    private final Path folder;
    private final Map<Integer, Tunnel> tunnels = new HashMap<>();

    Generator(Path folder) {
        this.folder = folder;
    }

    /// What one measurement gave.
    ///
    /// @param perSecond messages from the first connection until they were in the mailboxes
    /// @param cpuMillis user and system time of the service's own processes for each message
    record Sample(double perSecond, double cpuMillis) {
        String text() {
            return "%.0f/s, %.2f ms".formatted(perSecond, cpuMillis);
        }
    }

    /// Sends, and returns when what was sent is in the mailboxes and the service rests.
    Sample send(MailServer service, Load load, int messages) {
        int port = load.startTls()
                ? tunnels.computeIfAbsent(service.port(), target -> new Tunnel(folder, target))
                        .port()
                : service.port();
        long before = service.kept();
        var cpu = service.cpu();
        long start = System.nanoTime();
        for (var source : sources(service, load, messages, port)) {
            int status = source.await(LIMIT);
            if (status != 0) {
                throw new IllegalStateException("smtp-source ended with " + status + ": " + source.output());
            }
        }
        await(service, before + messages);
        long nanos = System.nanoTime() - start;
        settle(service);
        return new Sample(messages * 1e9 / nanos, service.cpu().minus(cpu).toNanos() / 1e6 / messages);
    }

    @Override
    public void close() {
        tunnels.values().forEach(Tunnel::close);
    }

    /// One process for each mailbox, as far as there are sessions.
    private List<Child> sources(MailServer service, Load load, int messages, int port) {
        int processes = Math.min(load.sessions(), service.mailboxes().size());
        var children = new ArrayList<Child>();
        for (int i = 0; i < processes; i++) {
            var command = new ArrayList<>(List.of(
                    "/usr/sbin/smtp-source",
                    "-s",
                    Integer.toString(share(load.sessions(), processes, i)),
                    "-m",
                    Integer.toString(share(messages, processes, i)),
                    "-l",
                    Integer.toString(load.bytes()),
                    "-f",
                    SENDER,
                    "-t",
                    service.mailboxes().get(i)));
            if (load.kept()) {
                command.add("-d");
            }
            command.add("127.0.0.1:" + port);
            children.add(Child.start(folder, "smtp-source-" + i, command, Map.of()));
        }
        return children;
    }

    private static int share(int whole, int parts, int part) {
        return whole / parts + (part < whole % parts ? 1 : 0);
    }

    private static void await(MailServer service, long wanted) {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (long kept = service.kept(); kept < wanted; kept = service.kept()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        service.name() + " has kept " + kept + " messages of " + wanted + " after " + LIMIT);
            }
            LockSupport.parkNanos(SOON.toNanos());
        }
    }

    /// Until the service has ended its work on what arrived.
    private static void settle(MailServer service) {
        var before = service.cpu();
        for (int quiet = 0; quiet < 2; ) {
            LockSupport.parkNanos(REST.toNanos());
            var now = service.cpu();
            quiet = now.minus(before).compareTo(AT_REST) < 0 ? quiet + 1 : 0;
            before = now;
        }
    }
}
