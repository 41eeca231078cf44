package org.postern.server.reachctl;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;

/// Which places can be believed when they say that a network does not answer. Many hosting
/// companies let nobody out to port 25: from there every network seems to block us. So a place
/// that does not come through elsewhere is no witness. IPv4 and IPv6 are ways of their own: one that is broken is not
/// believed for the other's sake.
final class Trust {
    private static final Duration ELSEWHERE = Duration.ofHours(3);
    private static final Duration ALONE = Duration.ofHours(24);
    private static final int MOST = 2_000; // networks of a way

    private final Map<Way, Map<SourceNetwork, Tries>> ways = new HashMap<>();

    /// Out of a place, by one kind of address.
    record Way(RelayId place, boolean isSix) {
        /// @param to whom it leads to
        static Way of(RelayId place, InetAddress to) {
            return new Way(place, to instanceof Inet6Address);
        }
    }

    private record Tries(Instant tried, Instant answered) {}

    /// Takes a try into account.
    ///
    /// @return whether it says something
    synchronized boolean tried(Way way, SourceNetwork network, boolean answered, Instant now) {
        var networks = ways.computeIfAbsent(way, missing -> new HashMap<>());
        if (networks.size() >= MOST && !networks.containsKey(network)) {
            networks.values().removeIf(tries -> tries.tried().plus(ELSEWHERE).isBefore(now));
        }
        var before = networks.getOrDefault(network, new Tries(Instant.MIN, Instant.MIN));
        if (networks.size() < MOST || networks.containsKey(network)) {
            networks.put(network, new Tries(now, answered ? now : before.answered()));
        }
        return answered || isTrusted(way, network, now);
    }

    /// It did not come through there when it tried last.
    synchronized boolean failedLast(Way way, SourceNetwork network) {
        var here = ways.getOrDefault(way, Map.of()).get(network);
        return here != null && here.tried().isAfter(here.answered());
    }

    /// It came through to another network lately; or there was no other to try, and it once came
    /// through here.
    synchronized boolean isTrusted(Way way, SourceNetwork network, Instant now) {
        boolean triedElsewhere = false;
        for (var entry : ways.getOrDefault(way, Map.of()).entrySet()) {
            var tries = entry.getValue();
            boolean isHere = entry.getKey().equals(network);
            var since = now.minus(isHere ? ALONE : ELSEWHERE);
            if (!isHere && tries.answered().isAfter(since)) {
                return true;
            }
            triedElsewhere |= !isHere && tries.tried().isAfter(since);
        }
        var here = ways.getOrDefault(way, Map.of()).get(network);
        return !triedElsewhere && here != null && here.answered().isAfter(now.minus(ALONE));
    }
}
