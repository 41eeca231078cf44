package org.postern.reach.plan;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.Step.BringUp;
import org.postern.reach.plan.Step.Restore;
import org.postern.reach.plan.Step.Retire;
import org.postern.reach.plan.Step.RouteVia;
import org.postern.reach.plan.Step.Withdraw;

/// What a person decided; never overruled.
///
/// @param pinned steps that a person took and that stay: no step of the planner undoes one
/// @param forbidden steps that the planner never takes
/// @param partners relays that a censor will hardly block, since others' mail comes by them too, and that
///     their owner lends for bad days: named only to networks that burn other addresses, and to those
///     always; best left [Pool.Standing#SPARE]
public record Orders(Set<Step> pinned, Set<Step> forbidden, Set<RelayId> partners) {
    public static final Orders NONE = new Orders(Set.of(), Set.of(), Set.of());

    public Orders {
        pinned = Set.copyOf(pinned);
        forbidden = Set.copyOf(forbidden);
        partners = Set.copyOf(partners);
    }

    boolean allow(Step step) {
        return !forbidden.contains(step) && undoing(step).noneMatch(pinned::contains) && !isRoutedByHand(step);
    }

    /// The steps that this one would undo.
    private static Stream<Step> undoing(Step step) {
        return switch (step) {
            case Withdraw gone -> Stream.of(new Restore(gone.from(), gone.relay(), gone.address()));
            case Restore back -> Stream.of(new Withdraw(back.to(), back.relay(), back.address()));
            case BringUp up -> Stream.of(new Retire(up.relay()));
            case Retire down -> Stream.of(new BringUp(down.relay()));
            case RouteVia _, Step.ResetSilent _, Step.LookNow _, Step.PublishEndpoints _ -> Stream.empty();
        };
    }

    private boolean isRoutedByHand(Step step) {
        return step instanceof RouteVia(SourceNetwork destination, Optional<RelayId> _)
                && pinned.stream()
                        .anyMatch(other -> other instanceof RouteVia via
                                && via.destination().equals(destination)
                                && !via.equals(step));
    }
}
