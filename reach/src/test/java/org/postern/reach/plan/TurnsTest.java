package org.postern.reach.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;

final class TurnsTest {
    private static final List<Planned> MANY =
            IntStream.rangeClosed(1, 50).mapToObj(TurnsTest::look).toList();

    private final Turns turns = new Turns(20);

    private static Planned look(int network) {
        return new Planned(
                new Step.LookNow(new SourceNetwork.As(network), new RelayId("rome")), "it may be wrong", List.of());
    }

    @Test
    void few_are_all_taken_each_time() {
        assertThat(turns.of(MANY.subList(0, 3))).hasSize(3);
        assertThat(turns.of(MANY.subList(0, 3))).hasSize(3);
    }

    /// THREAT T-72
    @Test
    void of_many_so_many_are_taken_and_each_has_its_turn() {
        var taken = new HashSet<Planned>();
        for (int round = 0; round < 3; round++) {
            var now = turns.of(MANY);
            assertThat(now).hasSize(20);
            taken.addAll(now);
        }

        assertThat(taken).containsExactlyInAnyOrderElementsOf(MANY);
    }
}
