package org.postern.reach.detect;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;

/// What was observed, folded as it came: a few hundred octets for a network and relay, whatever the
/// traffic. Observations come in the order of their minutes. Not for several threads at once.
public final class History {
    private static final Duration LOOK_COUNTS = Duration.ofMinutes(15);
    private static final int WITNESSES = 2;
    private static final Set<Failure> NO_WAY = EnumSet.of(
            Failure.GENERIC_TIMEOUT_ERROR,
            Failure.CONNECTION_REFUSED,
            Failure.HOST_UNREACHABLE,
            Failure.NETWORK_UNREACHABLE);

    private final Bounds bounds;
    private final Watch watch = new Watch();
    private final Map<SourceNetwork, NetworkHistory> networks = new HashMap<>();
    private final Map<RelayId, Map<RelayId, Observation.Looked>> looks = new HashMap<>();
    private final Peers peers = new Peers(this);

    public History(Bounds bounds) {
        this.bounds = bounds;
    }

    /// Takes one more observation.
    public void see(Observation observation) {
        peers.changed();
        switch (observation) {
            case Observation.Passed seen -> network(seen.network()).see(seen);
            case Observation.Broke seen ->
                network(seen.network()).pair(seen.relay()).see(seen);
            case Observation.Reversed seen ->
                network(seen.network()).reversePaths().see(seen);
            case Observation.Probed seen ->
                network(seen.network()).pair(seen.relay()).see(seen);
            case Observation.Looked seen ->
                looks.computeIfAbsent(seen.relay(), relay -> new HashMap<>()).put(seen.from(), seen);
        }
    }

    /// From now on everything is seen again, after a time in which nothing was: nobody is missed for that time.
    public void watching(Instant now) {
        peers.changed();
        watch.begin(now);
    }

    /// As if nothing had ever been seen of it: for who must bound what is kept.
    public void forget(SourceNetwork network) {
        peers.changed();
        networks.remove(network);
    }

    /// The networks that anything is known of.
    public Set<SourceNetwork> networks() {
        return Collections.unmodifiableSet(networks.keySet());
    }

    /// The relays that a network has had to do with.
    public Set<RelayId> relaysOf(SourceNetwork network) {
        return Optional.ofNullable(networks.get(network))
                .map(known -> Collections.unmodifiableSet(known.pairs().keySet()))
                .orElse(Set.of());
    }

    /// The relays that answers to a network have named, from the one that was named last on.
    public List<RelayId> namedTo(SourceNetwork network) {
        return Optional.ofNullable(networks.get(network))
                .map(NetworkHistory::named)
                .orElse(List.of());
    }

    Bounds bounds() {
        return bounds;
    }

    NetworkHistory network(SourceNetwork network) {
        return networks.computeIfAbsent(network, missing -> new NetworkHistory(bounds, watch));
    }

    Map<SourceNetwork, NetworkHistory> all() {
        return networks;
    }

    Peers peers() {
        return peers;
    }

    /// Nobody who looked at the relay lately saw it answer.
    boolean isDown(RelayId relay, Instant now) {
        var lately = lately(relay, now);
        return !lately.isEmpty()
                && lately.stream().allMatch(look -> look.failure().isPresent());
    }

    /// Somebody who looked at it lately did.
    boolean isUp(RelayId relay, Instant now) {
        return lately(relay, now).stream().anyMatch(look -> look.failure().isEmpty());
    }

    /// Two of our places or more tried it lately, and none could connect: its port 25 is closed, whatever its
    /// connection to us says. What one place says is not enough, since that may be a relay that lies (THREAT T-41).
    public boolean isShut(RelayId relay, Instant now) {
        var lately = lately(relay, now);
        return lately.size() >= WITNESSES
                && lately.stream()
                        .allMatch(
                                look -> look.failure().filter(NO_WAY::contains).isPresent());
    }

    private List<Observation.Looked> lately(RelayId relay, Instant now) {
        return looks.getOrDefault(relay, Map.of()).values().stream()
                .filter(look -> look.at().plus(LOOK_COUNTS).isAfter(now))
                .toList();
    }
}
