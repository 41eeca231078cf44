package org.postern.server.reachctl;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.postern.reach.SourceNetwork;

/// Mail hosts that we exchange mail with, by network: where reverse paths can be tried. Kept in
/// memory only, so many networks and so many of each; a restart forgets them (THREAT T-40). Of
/// each it is counted how often we knocked: never more than the settings allow (THREAT T-72).
final class MailHosts {
    private static final int MOST_NETWORKS = 5_000;
    private static final int MOST_OF_A_NETWORK = 6;
    private static final Duration BETWEEN = Duration.ofMinutes(5); // ordinary rounds at one network
    private static final Duration SAME_ROUND = Duration.ofSeconds(50); // one is of all that a minute's suspicions ask
    private static final int BURST = 12; // rounds on suspicion, beyond those of an ordinary hour
    private static final int DEAF = 6; // knocks that nobody answered, until the host is no witness

    private final int anHour;
    private final SourceGroups groups;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SourceNetwork, List<Host>> byNetwork = new LinkedHashMap<>(64, 0.75f, true);

    /// Why a host is knocked at, and how many rounds that leaves for the reasons after it in this list: a
    /// doubt that grows must not find the allowance spent on suspicions that came to nothing.
    enum Reason {
        ROUTINE(BURST),
        SUSPICION(BURST / 2),
        DOUBT(0);

        private final int leaves;

        Reason(int leaves) {
            this.leaves = leaves;
        }
    }

    /// One mail host, while it is being tried.
    ///
    /// @param hash names it to the judge and nobody else
    record Found(InetAddress address, long hash) {}

    private static final class Host {
        private final Found found;
        private Instant heard;
        private Instant knocked = Instant.EPOCH;
        private Instant refilled;
        private double rounds; // left, refilled as time goes
        private boolean answers;
        private int unanswered;

        Host(Found found, Instant heard, double rounds) {
            this.found = found;
            this.heard = heard;
            this.refilled = heard;
            this.rounds = rounds;
        }
    }

    /// @param anHour ordinary rounds at one host within an hour; 0 for none at all
    MailHosts(int anHour, SourceGroups groups) {
        this.anHour = anHour;
        this.groups = groups;
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
            hosts.add(new Host(new Found(address, groups.hash(address)), now, anHour + BURST));
            if (byNetwork.size() > MOST_NETWORKS) {
                byNetwork.remove(byNetwork.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
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
    List<Found> take(SourceNetwork network, int most, Reason reason, Instant now) {
        lock.lock();
        try {
            var hosts = byNetwork.getOrDefault(network, List.of());
            boolean isSoon =
                    hosts.stream().anyMatch(host -> host.knocked.plus(BETWEEN).isAfter(now));
            if (isSoon && reason == Reason.ROUTINE) {
                return List.of();
            }
            return hosts.stream()
                    .filter(host -> mayKnock(host, reason, now))
                    .sorted(Comparator.comparing((Host host) -> !host.answers).thenComparing(host -> host.knocked))
                    .limit(most)
                    .map(host -> {
                        host.rounds--;
                        host.knocked = now;
                        return host.found;
                    })
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private boolean mayKnock(Host host, Reason reason, Instant now) {
        double hours = Math.max(0, Duration.between(host.refilled, now).toSeconds() / 3600.0);
        host.rounds = Math.min((double) anHour + BURST, host.rounds + hours * anHour);
        host.refilled = now;
        var least = reason == Reason.ROUTINE ? Duration.ofHours(1).dividedBy(anHour) : SAME_ROUND;
        boolean isSoon = host.knocked.plus(least).isAfter(now);
        return !isSoon && host.rounds - 1 >= reason.leaves && (host.answers || host.unanswered < DEAF);
    }

    /// What a knock came to.
    void knocked(SourceNetwork network, Found found, boolean answered) {
        lock.lock();
        try {
            for (var host : byNetwork.getOrDefault(network, List.of())) {
                if (host.found.equals(found)) {
                    host.answers |= answered;
                    host.unanswered = answered ? 0 : host.unanswered + 1;
                }
            }
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
