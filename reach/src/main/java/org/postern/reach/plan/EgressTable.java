package org.postern.reach.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.EgressAttempt.Outcome;

/// What is known of the ways out: for each network that mail goes to and each egress, how often a
/// connection came about, old tries counting less. Not for several threads at once.
public final class EgressTable {
    private static final double HALF_LIFE_HOURS = 2;
    private static final double FAILURES = 2.5; // discounted; fewer may be one host's trouble
    private static final double BAD = 0.4;
    private static final double BETTER_BY = 0.2;
    private static final double GOOD = 0.6;

    private final Map<SourceNetwork, Map<RelayId, Tally>> tallies = new HashMap<>();
    private final Map<SourceNetwork, RelayId> routes = new HashMap<>();

    private record Tally(double reached, double failed, Instant at) {
        Tally with(double more, double fewer, Instant when) {
            double left = Math.pow(2, -Math.max(0, Duration.between(at, when).toSeconds()) / 3600.0 / HALF_LIFE_HOURS);
            return new Tally(reached * left + more, failed * left + fewer, when.isAfter(at) ? when : at);
        }

        double share() {
            return (1 + reached) / (2 + reached + failed);
        }
    }

    /// Takes one more try into account.
    public void see(EgressAttempt attempt) {
        boolean reached = attempt.outcome() == Outcome.REACHED;
        tallies.computeIfAbsent(attempt.destination(), missing -> new HashMap<>())
                .compute(
                        attempt.egress(),
                        (egress, known) ->
                                decayed(known, attempt.at()).with(reached ? 1 : 0, reached ? 0 : 1, attempt.at()));
    }

    /// A route was set; empty takes it away.
    public void route(SourceNetwork destination, Optional<RelayId> egress) {
        egress.ifPresentOrElse(by -> routes.put(destination, by), () -> routes.remove(destination));
    }

    /// The egress that mail to the network leaves by; empty for the core's own address.
    public Optional<RelayId> routed(SourceNetwork destination) {
        return Optional.ofNullable(routes.get(destination));
    }

    Set<SourceNetwork> destinations() {
        return tallies.keySet();
    }

    /// The way in use fails, tried often enough to say so.
    boolean isFailing(SourceNetwork destination, RelayId egress, Instant now) {
        var tally = tally(destination, egress, now);
        return tally.failed() >= FAILURES && tally.share() < BAD;
    }

    boolean isGood(SourceNetwork destination, RelayId egress, Instant now) {
        var tally = tally(destination, egress, now);
        return tally.reached() >= 1 && tally.share() >= GOOD;
    }

    /// The best of some, where it promises clearly more than the way in use; one that was never tried
    /// promises half.
    Optional<RelayId> better(SourceNetwork destination, RelayId than, Collection<RelayId> among, Instant now) {
        double bar = tally(destination, than, now).share() + BETTER_BY;
        return among.stream()
                .filter(egress -> !egress.equals(than))
                .filter(egress -> tally(destination, egress, now).share() >= bar)
                .max(Comparator.<RelayId>comparingDouble(
                                egress -> tally(destination, egress, now).share())
                        .thenComparing(Comparator.reverseOrder()));
    }

    private Tally tally(SourceNetwork destination, RelayId egress, Instant now) {
        return decayed(tallies.getOrDefault(destination, Map.of()).get(egress), now);
    }

    private static Tally decayed(@Nullable Tally known, Instant now) {
        return known == null ? new Tally(0, 0, now) : known.with(0, 0, now);
    }
}
