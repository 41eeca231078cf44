package org.postern.reach.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.postern.reach.RelayId;
import org.postern.reach.plan.Pool.Standing;
import org.postern.reach.plan.Step.BringUp;
import org.postern.reach.plan.Step.PublishEndpoints;

/// Whether a new endpoint list is due: another set of relays serves than the last list names. Which
/// networks block what is no reason, since all are told the same list.
final class PublishStep {
    private final Situation situation;
    private final Limits limits;

    PublishStep(Situation situation, Limits limits) {
        this.situation = situation;
        this.limits = limits;
    }

    Optional<Planned> after(List<Planned> planned) {
        var serving = new HashSet<RelayId>();
        situation.pool().members().stream()
                .filter(member -> member.standing() == Standing.SERVING)
                .forEach(member -> serving.add(member.relay().id()));
        planned.forEach(step -> {
            if (step.step() instanceof BringUp up) {
                serving.add(up.relay());
            }
        });
        var step = new PublishEndpoints();
        boolean isSoon = situation.recent().stream()
                .anyMatch(past -> past.step() instanceof PublishEndpoints
                        && past.at().plus(limits.publishAgain()).isAfter(situation.now()));
        return serving.equals(situation.published())
                        || isSoon
                        || !situation.orders().allow(step)
                ? Optional.empty()
                : Optional.of(new Planned(step, "Other relays serve than the last endpoint list names."));
    }
}
