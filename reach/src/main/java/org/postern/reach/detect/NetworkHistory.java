package org.postern.reach.detect;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postern.reach.Observation.Passed;
import org.postern.reach.RelayId;
import org.postern.reach.Stage;

/// One network: its ways to every relay, and what is true of all of them together.
final class NetworkHistory {
    private final Bounds bounds;
    private final Watch watch;
    private final Trail trail;
    private final Pulse asked;
    private final Pulse web;
    private final ReversePaths reversePaths;
    private final Map<RelayId, PairHistory> pairs = new HashMap<>();

    NetworkHistory(Bounds bounds, Watch watch) {
        this.bounds = bounds;
        this.watch = watch;
        trail = new Trail(bounds, watch);
        asked = new Pulse(bounds.halfLife(), watch);
        web = new Pulse(bounds.halfLife(), watch);
        reversePaths = new ReversePaths(bounds);
    }

    void see(Passed seen) {
        switch (seen.stage()) {
            case ASKED -> {
                asked.beat(seen.at());
                trail.asked(seen.at());
            }
            case CONNECTED -> {
                trail.connected(seen.at());
                reversePaths.cameIn(seen.relay());
            }
            case WEB -> web.beat(seen.at());
            case GREETED, TLS_BEGUN, TLS_DONE, TEXT_ENDED, KEPT -> {}
        }
        pair(seen.relay()).see(seen);
    }

    PairHistory pair(RelayId relay) {
        return pairs.computeIfAbsent(relay, missing -> new PairHistory(bounds, watch));
    }

    Map<RelayId, PairHistory> pairs() {
        return pairs;
    }

    /// Senders there are known to pass a step, by whichever relay: of others' not passing it nothing follows.
    boolean passes(Stage after) {
        return pairs.values().stream().anyMatch(pair -> pair.gate(after).isUsed());
    }

    /// Relays that answers have named, the last first.
    List<RelayId> named() {
        return pairs.entrySet().stream()
                .filter(pair -> pair.getValue().lastNamed().isAfter(Instant.MIN))
                .sorted(Comparator.comparing((Map.Entry<RelayId, PairHistory> pair) ->
                                pair.getValue().lastNamed())
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    Trail trail() {
        return trail;
    }

    Pulse asked() {
        return asked;
    }

    Pulse web() {
        return web;
    }

    ReversePaths reversePaths() {
        return reversePaths;
    }
}
