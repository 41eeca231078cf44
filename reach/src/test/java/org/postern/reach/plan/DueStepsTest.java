package org.postern.reach.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;

final class DueStepsTest {
    private static final RelayId ROME = new RelayId("rome");
    private static final SourceNetwork THEM = new SourceNetwork.As(64500);

    /// THREAT T-70
    @Test
    void looks_at_networks_without_a_mail_host_are_not_taken_and_use_up_no_other_look() {
        var due = new DueSteps(THEM::equals, true);
        var planned = new ArrayList<>(IntStream.rangeClosed(1, 100)
                .mapToObj(number -> look(new SourceNetwork.As(number)))
                .toList());
        planned.add(look(THEM));

        assertThat(due.of(planned)).containsExactly(look(THEM));
    }

    /// THREAT T-72
    @Test
    void of_many_resets_a_round_takes_some_and_the_next_the_others() {
        var due = new DueSteps(network -> false, true);
        var planned = IntStream.rangeClosed(1, 40).mapToObj(DueStepsTest::reset).toList();

        var taken = new HashSet<>(due.of(planned));
        assertThat(taken).hasSize(20);
        taken.addAll(due.of(planned));

        assertThat(taken).hasSize(40);
    }

    @Test
    void without_repair_nothing_but_looks_is_taken() {
        var due = new DueSteps(network -> true, false);

        assertThat(due.of(List.of(reset(1), planned(new Step.BringUp(ROME)), look(THEM))))
                .containsExactly(look(THEM));
    }

    private static Planned look(SourceNetwork network) {
        return planned(new Step.LookNow(network, ROME));
    }

    private static Planned reset(int network) {
        return planned(new Step.ResetSilent(new SourceNetwork.As(network), ROME));
    }

    private static Planned planned(Step step) {
        return new Planned(step, "a reason", List.of());
    }
}
