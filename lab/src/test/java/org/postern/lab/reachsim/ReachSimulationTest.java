package org.postern.lab.reachsim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.lab.reachsim.Scenario.Act;
import org.postern.lab.reachsim.Scenario.Censors;
import org.postern.lab.reachsim.Scenario.Layout;
import org.postern.lab.reachsim.Scenario.Reads;
import org.postern.lab.reachsim.Scenario.Tier;

/// A few seeds of what docs/reach/simulator.md tells with many. A failure names its seed.
@Timeout(240)
final class ReachSimulationTest {
    private static final Layout WITH_PARTNER = new Layout(Layout.Kind.POSTERN, 100, 20, 20, true);

    @Test
    void the_same_seed_is_the_same_run() {
        var scenario = Scenarios.base("twice").with(Scenarios.by(Tier.C3, Reads.OWN));

        var first = new World(scenario, 7, Tuning.standard()).run();
        var second = new World(scenario, 7, Tuning.standard()).run();

        assertThat(second.within).isEqualTo(first.within);
        assertThat(second.named).isEqualTo(first.named).isNotEmpty();
        assertThat(new World(scenario, 8, Tuning.standard()).run().within).isNotEqualTo(first.within);
    }

    @Test
    void a_null_route_is_named_within_ten_minutes_at_twelve_mails_an_hour() {
        for (var run : Study.run(Scenarios.notice(Act.NULL_ROUTE, 12, 9), 1, 10, Tuning.standard())) {
            assertThat(run.named).as("seed %d", run.seed()).isNotEmpty();
            assertThat(run.named.getFirst().after()).as("seed %d", run.seed()).isLessThanOrEqualTo(600);
            assertThat(run.alarms).as("seed %d", run.seed()).isEmpty();
        }
    }

    @Test
    void a_null_route_is_named_within_half_an_hour_at_three_mails_an_hour() {
        for (var run : Study.run(Scenarios.notice(Act.NULL_ROUTE, 3, 9), 1, 10, Tuning.standard())) {
            assertThat(run.named).as("seed %d", run.seed()).isNotEmpty();
            assertThat(run.named.getFirst().after()).as("seed %d", run.seed()).isLessThanOrEqualTo(1800);
        }
    }

    @Test
    void lists_that_are_made_once_or_daily_or_hourly_do_not_stop_mail() {
        delivers(Scenarios.base("C0").with(Scenarios.by(Tier.C0, Reads.SHARED)), 0.99);
        delivers(Scenarios.base("C1").with(Scenarios.by(Tier.C1, Reads.SHARED)), 0.99);
        delivers(Scenarios.base("C2").with(Scenarios.by(Tier.C2, Reads.SHARED)), 0.95);
    }

    @Test
    void a_partner_that_is_not_blocked_carries_mail_past_a_censor_that_looks_each_minute() {
        delivers(Scenarios.base("C3").with(WITH_PARTNER).with(Scenarios.by(Tier.C3, Reads.WIRE)), 0.95);
    }

    @Test
    void the_layout_of_2019_does_not_survive_a_letter() {
        var layout = new Layout(Layout.Kind.STATIC, 2, 0, 1, false);

        for (var run : runs(Scenarios.base("2019").with(layout).with(Scenarios.by(Tier.C0, Reads.SHARED)))) {
            assertThat(run.within[1]).as("seed %d", run.seed()).isZero();
            assertThat(run.bounced).as("seed %d", run.seed()).isPositive();
        }
    }

    @Test
    void ordinary_trouble_is_not_called_a_block() {
        for (var run : Study.run(Scenarios.benign(30, 4, Scenario.Weather.ORDINARY), 1, 2, Tuning.standard())) {
            assertThat(run.alarms).as("seed %d", run.seed()).isEmpty();
        }
    }

    @Test
    void planted_signs_take_no_good_relay_from_anybody() {
        var liar = new Censors(Tier.LIAR, Act.NULL_ROUTE, 1, Reads.SHARED); // THREAT T-42

        for (var run : runs(Scenarios.base("liar").with(liar))) {
            assertThat(run.falselyWithdrawn).as("seed %d", run.seed()).isZero();
            assertThat(run.alarms).as("seed %d", run.seed()).isEmpty();
        }
    }

    private static void delivers(Scenario scenario, double share) {
        var all = runs(scenario);
        double mean = all.stream()
                .mapToDouble(run -> (double) run.within[1] / run.offered)
                .average()
                .orElse(0);
        assertThat(mean).as(scenario.name()).isGreaterThanOrEqualTo(share);
    }

    private static List<Tally> runs(Scenario scenario) {
        return Study.run(scenario, 1, 2, Tuning.standard());
    }
}
