package org.postern.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Issue 3, reliability 7; `./postern bench simulate` runs more. A failure names its seed.
@Timeout(300)
final class SimulationTest {
    private static final int SEEDS = 20;
    private static final int DAYS = 2;

    private static Simulation.Ground ground;

    @BeforeAll
    static void makeGround() {
        ground = new Simulation.Ground(Simulate.corpus(Path.of("src/test/resources/corpus")));
    }

    @AfterAll
    static void clearGround() {
        ground.close();
    }

    @Test
    void what_was_promised_is_kept_whatever_goes_wrong() {
        var broken = new ArrayList<String>();
        int kept = 0;
        int sent = 0;
        int crashes = 0;

        for (long seed = 1; seed <= SEEDS; seed++) {
            var result = ground.run(seed, DAYS);
            kept += result.kept();
            sent += result.sent();
            crashes += result.crashes();
            if (!result.violations().isEmpty()) {
                broken.add("seed " + seed + ": " + result.violations() + "\n" + String.join("\n", result.tail()));
            }
        }

        assertThat(broken).isEmpty();
        assertThat(List.of(kept, sent, crashes)).allMatch(count -> count > SEEDS);
    }

    @Test
    void the_same_seed_is_the_same_history() {
        var first = ground.run(4711, DAYS);

        var second = ground.run(4711, DAYS);

        assertThat(second.tail()).isEqualTo(first.tail());
        assertThat(second.trace()).isEqualTo(first.trace());
        assertThat(ground.run(4712, DAYS).trace()).isNotEqualTo(first.trace());
    }
}
