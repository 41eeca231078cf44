package org.postern.reach.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.reach.Evidence;
import org.postern.reach.Relay;
import org.postern.reach.Signal;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Verdict;
import org.postern.reach.plan.Pool.Member;
import org.postern.reach.plan.Pool.Standing;
import org.postern.reach.plan.Step.BringUp;

/// Which spare relay begins to take mail: when fewer hosting networks are left than an answer names, for
/// everybody or for one network. One at a time, so that the next look tells what it did.
final class SpareSteps {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final Situation situation;
    private final Limits limits;
    private final Ration ration;

    SpareSteps(Situation situation, Limits limits, Ration ration) {
        this.situation = situation;
        this.limits = limits;
        this.ration = ration;
    }

    List<Planned> steps() {
        if (broughtUp(HOUR) >= limits.bringUpsAnHour() || broughtUp(DAY) >= limits.bringUpsADay()) {
            return List.of();
        }
        var steps = new ArrayList<Planned>();
        var everybody = hostings(relay -> true);
        if (everybody.size() < ration.width()) {
            apart(everybody)
                    .map(relay -> new Planned(
                            new BringUp(relay.id()),
                            "The relays that serve stand in %d hosting networks, and an answer names %d."
                                    .formatted(everybody.size(), ration.width())))
                    .ifPresent(steps::add);
            if (!steps.isEmpty()) {
                return steps;
            }
        }
        situation.withdrawn().networks().stream()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .flatMap(network -> forOne(network).stream())
                .findFirst()
                .ifPresent(steps::add);
        return steps;
    }

    private Optional<Planned> forOne(SourceNetwork network) {
        var left = hostings(relay -> !situation.withdrawn().isWhole(network, relay));
        if (left.size() >= ration.width() || isPacedOut(network) || !isMoreThanDoubted(network)) {
            return Optional.empty();
        }
        return (isShortOfRelays(network) ? next(left) : apart(left))
                .map(relay -> new Planned(
                        new BringUp(relay.id()),
                        "%s can be told of relays in %d hosting networks only, since it blocks others."
                                .formatted(network, left.size())));
    }

    /// More speaks against the network than doubt made of look-ups and a volunteer's word, which anybody can plant:
    /// that touches its own answers, and shows no spare to everybody (THREAT T-42).
    private boolean isMoreThanDoubted(SourceNetwork network) {
        return situation.verdicts().stream()
                .filter(one -> one.pair().network().equals(network))
                .anyMatch(one -> switch (one.verdict()) {
                    case Verdict.Blocked _ -> true;
                    case Verdict.Doubtful(var evidence) ->
                        !evidence.stream().map(Evidence::signal).allMatch(Signal::isPlantable);
                    case Verdict.Reachable _, Verdict.OurFault _ -> false;
                });
    }

    /// Whether one more relay helps, wherever it stands: else it would bring up one after the other, and be told of
    /// relays in no more hosting networks than before.
    private boolean isShortOfRelays(SourceNetwork network) {
        return serving()
                        .filter(relay -> !situation.withdrawn().isWhole(network, relay))
                        .count()
                < ration.width();
    }

    /// A network that burns what it is shown gets no more than its ration of what was never shown to anybody.
    private boolean isPacedOut(SourceNetwork network) {
        return ration.isBurning(situation.withdrawn(), network, situation.now())
                && (broughtUp(HOUR) >= ration.freshAnHour()
                        || situation.withdrawn().lost(network, DAY, situation.now()) >= ration.mostADay());
    }

    private Set<SourceNetwork> hostings(Predicate<Relay> which) {
        return serving().filter(which).map(Relay::hosting).collect(Collectors.toCollection(HashSet::new));
    }

    private Stream<Relay> serving() {
        return situation.pool().members().stream()
                .filter(member -> member.standing() == Standing.SERVING && member.up())
                .map(Member::relay);
    }

    /// In a hosting network of its own where there is one.
    private Optional<Relay> next(Set<SourceNetwork> taken) {
        return apart(taken).or(() -> spares().findFirst());
    }

    private Optional<Relay> apart(Set<SourceNetwork> taken) {
        return spares().filter(relay -> !taken.contains(relay.hosting())).findFirst();
    }

    /// Those that are up and that a person allows.
    private Stream<Relay> spares() {
        return situation.pool().members().stream()
                .filter(member -> member.standing() == Standing.SPARE && member.up())
                .map(Member::relay)
                .filter(relay -> !situation.orders().partners().contains(relay.id()))
                .filter(relay -> situation.orders().allow(new BringUp(relay.id())))
                .sorted((one, other) -> one.id().compareTo(other.id()));
    }

    private long broughtUp(Duration within) {
        var since = situation.now().minus(within);
        return situation.recent().stream()
                .filter(past -> past.step() instanceof BringUp && past.at().isAfter(since))
                .count();
    }
}
