package org.postern.reach.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.Pool.Member;
import org.postern.reach.plan.Pool.Standing;
import org.postern.reach.plan.Step.RouteVia;

/// Which egress carries mail to which network. Changed where connections fail, and for nothing else: a peer
/// that answers and refuses has been reached.
final class RouteSteps {
    private final Situation situation;
    private final Limits limits;

    RouteSteps(Situation situation, Limits limits) {
        this.situation = situation;
        this.limits = limits;
    }

    List<Planned> steps() {
        var steps = new ArrayList<Planned>();
        situation.egress().destinations().stream()
                .sorted(Comparator.comparing(SourceNetwork::toString))
                .forEach(destination -> route(destination).ifPresent(steps::add));
        return steps;
    }

    private Optional<Planned> route(SourceNetwork destination) {
        var table = situation.egress();
        var current = table.routed(destination).orElse(RelayId.CORE);
        boolean isHome = current.equals(RelayId.CORE);
        if (!isHome && !isUsable(current)) {
            return Optional.of(new Planned(
                    new RouteVia(destination, Optional.empty()),
                    "The egress %s of mail to %s is gone.".formatted(current, destination)));
        }
        if (!isHome
                && isOver(destination, limits.homeAgain())
                && table.isGood(destination, RelayId.CORE, situation.now())) {
            return Optional.of(new Planned(
                    new RouteVia(destination, Optional.empty()),
                    "Hosts in %s answer the core's own address again.".formatted(destination)));
        }
        if (!table.isFailing(destination, current, situation.now()) || !isOver(destination, limits.reroute())) {
            return Optional.empty();
        }
        return table.better(destination, current, others(), situation.now())
                .map(egress -> new Planned(
                        new RouteVia(destination, egress.equals(RelayId.CORE) ? Optional.empty() : Optional.of(egress)),
                        "Connections from %s to %s do not come about; by %s they may."
                                .formatted(current, destination, egress)));
    }

    /// Those that take mail already: leaving by a spare would show it.
    private List<RelayId> others() {
        var others = new ArrayList<>(List.of(RelayId.CORE));
        situation.pool().members().stream()
                .filter(member -> member.standing() == Standing.SERVING && member.up())
                .map(member -> member.relay().id())
                .filter(id -> !id.equals(RelayId.CORE))
                .forEach(others::add);
        return others;
    }

    private boolean isUsable(RelayId egress) {
        return situation
                .pool()
                .member(egress)
                .filter(Member::up)
                .filter(member -> member.standing() != Standing.RETIRED)
                .isPresent();
    }

    private boolean isOver(SourceNetwork destination, Duration least) {
        return situation.recent().stream()
                .filter(past ->
                        past.step() instanceof RouteVia via && via.destination().equals(destination))
                .allMatch(past -> !past.at().plus(least).isAfter(situation.now()));
    }
}
