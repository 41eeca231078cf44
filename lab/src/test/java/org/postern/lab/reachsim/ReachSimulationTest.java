package org.postern.lab.reachsim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.lab.reachsim.Scenario.Act;
import org.postern.lab.reachsim.Scenario.Layout;
import org.postern.lab.reachsim.Scenario.Reads;
import org.postern.lab.reachsim.Scenario.Tier;

/// That the simulator is one: the same seed is the same run, and what is known of 2019 comes out of it. A
/// failure names its seed.
@Timeout(240)
final class ReachSimulationTest {
    @Test
    void the_same_seed_is_the_same_run() {
        var scenario = Scenarios.notice(Act.NULL_ROUTE, 12, 9);

        var first = new World(scenario, 7, Tuning.standard()).run();
        var second = new World(scenario, 7, Tuning.standard()).run();

        assertThat(second.within).isEqualTo(first.within);
        assertThat(second.named).isEqualTo(first.named).isNotEmpty();
        assertThat(new World(scenario, 8, Tuning.standard()).run().within).isNotEqualTo(first.within);
    }

    @Test
    void a_null_route_is_named_within_minutes_and_nothing_else_is() {
        var all = Study.run(Scenarios.notice(Act.NULL_ROUTE, 12, 9), 1, 10, Tuning.standard());

        assertThat(all).allSatisfy(run -> {
            assertThat(run.named).as("seed %d", run.seed()).isNotEmpty();
            assertThat(run.alarms).as("seed %d", run.seed()).isEmpty();
        });
        var after = all.stream()
                .mapToLong(run -> run.named.getFirst().after())
                .sorted()
                .toArray();
        assertThat(after[after.length / 2]).isLessThanOrEqualTo(600); // simulator.md tells of those that take longer
    }

    @Test
    void a_letter_is_survived() {
        for (var run :
                Study.run(Scenarios.base("C0").with(Scenarios.by(Tier.C0, Reads.SHARED)), 1, 1, Tuning.standard())) {
            assertThat((double) run.within[1] / run.offered).isGreaterThanOrEqualTo(0.99);
        }
    }

    @Test
    void the_layout_of_2019_does_not_survive_a_letter() {
        var layout = new Layout(Layout.Kind.STATIC, 2, 0, 1, false);
        var scenario = Scenarios.base("2019").with(layout).with(Scenarios.by(Tier.C0, Reads.SHARED));

        for (var run : Study.run(scenario, 1, 3, Tuning.standard())) {
            assertThat(run.within[1]).as("seed %d", run.seed()).isZero();
            assertThat(run.bounced).as("seed %d", run.seed()).isPositive();
        }
    }
}
