package org.postern.reach.plan;

import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import org.postern.reach.SourceNetwork;

/// Which of the planned steps one round takes: all, but of looks and of resets so many and no more, whatever is planted
/// (THREAT T-72). A look knocks at others' hosts, and a reset walks all sessions.
public final class DueSteps {
    private static final int MOST_LOOKS = 20;
    private static final int MOST_RESETS = 20;

    private final Predicate<SourceNetwork> hasHost;
    private final boolean repair;
    private final Turns looks = new Turns(MOST_LOOKS);
    private final Turns resets = new Turns(MOST_RESETS);

    /// @param hasHost networks that a mail host is known of
    /// @param repair whether anything but looks is taken
    public DueSteps(Predicate<SourceNetwork> hasHost, boolean repair) {
        this.hasHost = hasHost;
        this.repair = repair;
    }

    /// In the order of the plan.
    public List<Planned> of(List<Planned> planned) {
        var inTurn = new HashSet<>(looks.of(some(planned, this::isLookThatTells)));
        inTurn.addAll(resets.of(some(planned, Step.ResetSilent.class::isInstance)));
        return planned.stream()
                .filter(step -> switch (step.step()) {
                    case Step.LookNow _ -> inTurn.contains(step);
                    case Step.ResetSilent _ -> repair && inTurn.contains(step);
                    case Step.Withdraw _,
                            Step.Restore _,
                            Step.BringUp _,
                            Step.Retire _,
                            Step.RouteVia _,
                            Step.PublishEndpoints _ -> repair;
                })
                .toList();
    }

    private static List<Planned> some(List<Planned> planned, Predicate<Step> which) {
        return planned.stream().filter(step -> which.test(step.step())).toList();
    }

    /// Where no mail host is known there is nothing to knock at, and a flood of look-ups in the names of such
    /// networks would use up the looks of others (THREAT T-70).
    private boolean isLookThatTells(Step step) {
        return step instanceof Step.LookNow look && hasHost.test(look.network());
    }
}
