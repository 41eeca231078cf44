package org.postern.lab.reachsim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.lab.reachsim.Scenario.Act;
import org.postern.lab.reachsim.Scenario.Layout;
import org.postern.lab.reachsim.Scenario.Reads;
import org.postern.lab.reachsim.Scenario.Tier;
import org.postern.lab.reachsim.Scenario.Weather;

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
    void somebody_inside_tells_what_cannot_be_seen_from_outside() {
        for (var act : List.of(Act.PORT_25, Act.DNS_LIE)) {
            for (var run : Study.run(Scenarios.notice(act, 12, 9), 1, 3, Tuning.standard())) {
                assertThat(run.named)
                        .as("%s, seed %d, nobody inside", act, run.seed())
                        .isEmpty();
            }
            for (var run : Study.run(Scenarios.volunteered(act, 12), 1, 6, Tuning.standard())) {
                assertThat(run.named).as("%s, seed %d", act, run.seed()).isNotEmpty();
                assertThat(run.named.getFirst().technique().name()).startsWith(act.name());
                assertThat(run.alarms).as("%s, seed %d", act, run.seed()).isEmpty();
            }
        }
    }

    @Test
    void a_letter_is_survived() {
        var scenario = Scenarios.base("C0").with(Scenarios.by(Tier.C0, Reads.SHARED));
        var run = new World(scenario, 1, Tuning.standard()).run();

        assertThat((double) run.within[1] / run.offered).isGreaterThanOrEqualTo(0.99);
    }

    /// Of twelve seeds, the mean: one seed says little (docs/reach/simulator.md).
    @Test
    void whoever_looks_our_names_up_by_the_hour_or_minute_is_outrun() {
        var partner = Scenarios.base("C3").with(Scenarios.WITH_A_PARTNER);
        for (var scenario : List.of(
                Scenarios.base("C2").with(Scenarios.by(Tier.C2, Reads.SHARED)),
                partner.with(Scenarios.by(Tier.C3, Reads.SHARED)))) {
            var within = Study.run(scenario.waiting(1), 1001, 12, Tuning.standard()).stream()
                    .mapToDouble(run -> (double) run.within[1] / run.offered)
                    .average();
            assertThat(within.orElseThrow()).as(scenario.name()).isGreaterThanOrEqualTo(0.95);
        }
    }

    @Test
    void crashes_outages_and_bad_lines_are_no_blocks() {
        for (var run : Study.run(Scenarios.benign(100, 4, Weather.ORDINARY), 1, 2, Tuning.standard())) {
            assertThat(run.alarms).as("seed %d", run.seed()).isEmpty();
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
