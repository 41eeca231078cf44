package org.postern.server.reachctl;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.postern.reach.plan.Step;
import org.postern.server.db.ReachRows.Incident;
import org.postern.server.relays.NetworkText;

/// What the status page says of an incident beyond its own row.
final class StepTimes {
    private static final Duration SLACK = Duration.ofMinutes(1);

    private StepTimes() {}

    static String called(LiveMap map, String network) {
        return NetworkText.parse(network).map(map::called).orElse(network);
    }

    /// When the first step was taken that lets the network's mail come by another way.
    static Optional<Instant> repaired(List<StepBook.Written> steps, Incident incident) {
        return steps.stream()
                .filter(step -> step.step() instanceof Step.Withdraw gone
                        && gone.from().toString().equals(incident.network())
                        && !step.undone()
                        && !step.at().isBefore(incident.began().minus(SLACK)))
                .map(StepBook.Written::at)
                .min(Comparator.naturalOrder());
    }
}
