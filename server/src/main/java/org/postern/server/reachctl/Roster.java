package org.postern.server.reachctl;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.postern.reach.Observation;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;

/// The networks that a history is kept of: so many and no more (THREAT T-71). Those that mail
/// comes from go before those that only look us up or connect, since anybody can do that with
/// anybody's address.
final class Roster {
    private static final int KEEPS_AFTER_MAKING_ROOM = 9; // tenths, so that room is not made each time

    private final int most;
    private final Map<SourceNetwork, Standing> standing = new ConcurrentHashMap<>();

    /// @param mailed when a message of it was kept last
    /// @param seen when anything was
    private record Standing(Instant mailed, Instant seen) {
        boolean hasMailed() {
            return mailed.isAfter(Instant.MIN);
        }
    }

    Roster(int most) {
        this.most = most;
    }

    /// From any thread.
    boolean hasMailed(SourceNetwork network) {
        var known = standing.get(network);
        return known != null && known.hasMailed();
    }

    boolean knows(SourceNetwork network) {
        return standing.containsKey(network);
    }

    /// Whether an observation may go into the history.
    boolean admits(Observation observation) {
        return switch (observation) {
            case Observation.Passed seen ->
                admits(seen.network(), seen.at(), seen.stage() == Stage.KEPT ? seen.at() : Instant.MIN);
            case Observation.Broke seen -> admits(seen.network(), seen.at(), Instant.MIN);
            case Observation.Reversed seen -> knows(seen.network());
            case Observation.Probed seen -> admits(seen.network(), seen.at(), Instant.MIN);
            case Observation.Looked _ -> true;
        };
    }

    private boolean admits(SourceNetwork network, Instant at, Instant mailed) {
        boolean room = standing.size() < most || knows(network) || mailed.isAfter(Instant.MIN);
        if (room) {
            standing.merge(
                    network,
                    new Standing(mailed, at),
                    (old, now) -> new Standing(old.hasMailed() && !now.hasMailed() ? old.mailed() : now.mailed(), at));
        }
        return room;
    }

    /// Strikes out who was silent longest, strangers first, when it is fuller than it may be.
    ///
    /// @param held networks that stay
    /// @return who was struck out
    List<SourceNetwork> makeRoom(Predicate<SourceNetwork> held) {
        if (standing.size() < most) {
            return List.of();
        }
        var order = Comparator.comparing((Map.Entry<SourceNetwork, Standing> entry) ->
                        entry.getValue().mailed())
                .thenComparing(entry -> entry.getValue().seen());
        var out = standing.entrySet().stream()
                .filter(entry -> !held.test(entry.getKey()))
                .sorted(order)
                .limit(Math.max(1, standing.size() - (long) most * KEEPS_AFTER_MAKING_ROOM / 10))
                .map(Map.Entry::getKey)
                .toList();
        out.forEach(standing::remove);
        return out;
    }

    int size() {
        return standing.size();
    }
}
