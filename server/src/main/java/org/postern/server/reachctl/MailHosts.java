package org.postern.server.reachctl;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.LookAllowance;

/// Mail hosts that we exchange mail with, by network: where reverse paths can be tried. So many networks and so
/// many of each are known; a few of each that answer are written down, for after a restart (THREAT T-40). Of
/// each it is counted how often we knocked: never more than the settings allow (THREAT T-72).
final class MailHosts {
    private static final int MOST_NETWORKS = 5_000;
    private static final int MOST_OF_A_NETWORK = 6;
    private static final int WRITTEN_OF_A_NETWORK = 3;
    private static final int PARTS = 1024;
    private static final Duration BETWEEN = Duration.ofMinutes(5); // ordinary rounds at one network
    private static final int DEAF = 9; // knocks that nobody answered, until the host is no witness

    private final int anHour;
    private final SourceGroups groups;
    private final Consumer<HostBook.Known> book;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SourceNetwork, List<Host>> byNetwork = new LinkedHashMap<>(64, 0.75f, true);

    /// One mail host, while it is being tried.
    ///
    /// @param hash names it to the judge and nobody else
    record Found(InetAddress address, long hash) {}

    private static final class Host {
        private final Found found;
        private Instant heard;
        private final LookAllowance allowance;
        private boolean answers;
        private int unanswered;
        private Instant written = Instant.MIN;

        Host(Found found, Instant heard, LookAllowance allowance) {
            this.found = found;
            this.heard = heard;
            this.allowance = allowance;
        }

        Instant knocked() {
            return allowance.looked();
        }

        boolean isWritten() {
            return written.isAfter(Instant.MIN) && unanswered == 0;
        }

        HostBook.Known write() {
            written = HostBook.day(heard);
            return new HostBook.Known(found.address(), written);
        }

        boolean mayBeKnocked(LookAllowance.Reason reason, Instant now) {
            return (answers || unanswered < DEAF) && allowance.allows(reason, now);
        }
    }

    /// @param anHour ordinary rounds at one host within an hour; 0 for none at all
    /// @param book gets a host that answers, and again with each later day of mail with it
    MailHosts(int anHour, SourceGroups groups, Consumer<HostBook.Known> book) {
        this.anHour = anHour;
        this.groups = groups;
        this.book = book;
    }

    /// Mail was exchanged with a host in an earlier run of the server, and it answered then. Its first ordinary
    /// round comes within the usual time, at a moment that differs by host and run: a server that starts again
    /// and again knocks no more often than one that runs (THREAT T-72).
    void remembered(SourceNetwork network, HostBook.Known known, Instant now) {
        if (anHour == 0) {
            return;
        }
        lock.lock();
        try {
            var hosts = byNetwork.computeIfAbsent(network, missing -> new ArrayList<>());
            boolean isThere =
                    hosts.stream().anyMatch(host -> host.found.address().equals(known.address()));
            if (!isThere && hosts.size() < MOST_OF_A_NETWORK) {
                hosts.add(asBefore(known, now));
            }
            forgetBeyondMost();
        } finally {
            lock.unlock();
        }
    }

    private Host asBefore(HostBook.Known known, Instant now) {
        var found = new Found(known.address(), groups.hash(known.address()));
        var between = Duration.ofHours(1).dividedBy(anHour);
        var ago = (between.compareTo(BETWEEN) < 0 ? BETWEEN : between)
                .multipliedBy(Math.floorMod(found.hash(), PARTS))
                .dividedBy(PARTS);
        var host = new Host(found, known.day(), LookAllowance.after(anHour, now.minus(ago), now));
        host.answers = true;
        host.written = known.day();
        return host;
    }

    /// Mail was exchanged with a host.
    void heard(SourceNetwork network, InetAddress address, Instant now) {
        if (anHour == 0) {
            return;
        }
        lock.lock();
        try {
            var hosts = byNetwork.computeIfAbsent(network, missing -> new ArrayList<>());
            for (var host : hosts) {
                if (host.found.address().equals(address)) {
                    host.heard = now;
                    return;
                }
            }
            if (hosts.size() >= MOST_OF_A_NETWORK && !makeRoom(hosts)) {
                return;
            }
            hosts.add(new Host(new Found(address, groups.hash(address)), now, new LookAllowance(anHour, now)));
            forgetBeyondMost();
        } finally {
            lock.unlock();
        }
    }

    private void forgetBeyondMost() {
        if (byNetwork.size() > MOST_NETWORKS) {
            byNetwork.remove(byNetwork.keySet().iterator().next());
        }
    }

    /// Those that answer stay: a stranger cannot push them out by writing to us from elsewhere.
    private static boolean makeRoom(List<Host> hosts) {
        var worst = hosts.stream()
                .filter(host -> !host.answers)
                .min(Comparator.comparingInt((Host host) -> -host.unanswered).thenComparing(host -> host.heard));
        worst.ifPresent(hosts::remove);
        return worst.isPresent();
    }

    /// Hosts of a network to knock at now, the best witnesses first; each may be knocked at once from
    /// each of a few places, which is counted here as one round.
    ///
    /// @param most hosts
    List<Found> take(SourceNetwork network, int most, LookAllowance.Reason reason, Instant now) {
        lock.lock();
        try {
            var hosts = byNetwork.getOrDefault(network, List.of());
            boolean isSoon =
                    hosts.stream().anyMatch(host -> host.knocked().plus(BETWEEN).isAfter(now));
            if (isSoon && reason == LookAllowance.Reason.ROUTINE) {
                return List.of();
            }
            return hosts.stream()
                    .filter(host -> host.mayBeKnocked(reason, now))
                    .sorted(Comparator.comparing((Host host) -> !host.answers).thenComparing(Host::knocked))
                    .limit(most)
                    .map(host -> {
                        host.allowance.spend(reason, now);
                        return host.found;
                    })
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// What a knock came to.
    void knocked(SourceNetwork network, Found found, boolean answered) {
        noted(network, found, answered).ifPresent(book);
    }

    /// @return what is to be written down now
    private Optional<HostBook.Known> noted(SourceNetwork network, Found found, boolean answered) {
        lock.lock();
        try {
            var hosts = byNetwork.getOrDefault(network, List.of());
            var noted = hosts.stream().filter(host -> host.found.equals(found)).findFirst();
            noted.ifPresent(host -> {
                host.answers |= answered;
                host.unanswered = answered ? 0 : host.unanswered + 1;
            });
            return noted.filter(host -> answered && isToBeWritten(host, hosts)).map(Host::write);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isToBeWritten(Host host, List<Host> hosts) {
        boolean isNews = host.written.isBefore(HostBook.day(host.heard));
        return isNews
                && (host.isWritten() || hosts.stream().filter(Host::isWritten).count() < WRITTEN_OF_A_NETWORK);
    }

    boolean knows(SourceNetwork network) {
        lock.lock();
        try {
            return byNetwork.containsKey(network); // which leaves the order of use as it is
        } finally {
            lock.unlock();
        }
    }

    /// Networks that a host is known of.
    List<SourceNetwork> networks() {
        lock.lock();
        try {
            return List.copyOf(byNetwork.keySet());
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return byNetwork.values().stream().mapToInt(List::size).sum();
        } finally {
            lock.unlock();
        }
    }
}
