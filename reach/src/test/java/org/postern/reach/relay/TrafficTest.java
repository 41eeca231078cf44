package org.postern.reach.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// THREAT T-41
final class TrafficTest {
    private final AtomicLong now = new AtomicLong();
    private final Traffic traffic = new Traffic(now::get);

    @Test
    void mail_s_pace_goes_on_for_ever_and_a_flood_ends() {
        for (int second = 0; second < 100; second++) {
            assertThat(taken(15_000, true)).isEqualTo(15_000);
            pass(Duration.ofSeconds(1));
        }

        assertThat(taken(1_000_000, true)).isBetween(99_000, 101_000);
    }

    @Test
    void signs_of_life_go_on_for_ever_and_noise_ends_soon() {
        for (int second = 0; second < 1000; second++) {
            assertThat(taken(5, false)).isEqualTo(5);
            pass(Duration.ofSeconds(1));
        }

        assertThat(taken(10_000, false)).isBetween(1_900, 2_000);
    }

    @Test
    void answers_that_nobody_reads_pile_up_to_a_bound() {
        assertThat(traffic.leaving(8_380_000)).isTrue();
        assertThat(traffic.leaving(8_000)).isFalse();
        traffic.left(8_000);
        traffic.left(8_380_000);
        assertThat(traffic.leaving(1 << 20)).isTrue();
    }

    @Test
    void of_small_answers_fewer_pile_up_than_the_library_can_look_through() {
        int waiting = 0;
        while (traffic.leaving(20)) {
            waiting++;
        }

        assertThat(waiting).isBetween(10_000, 16_000);
    }

    /// @return how many before it was called a flood
    private int taken(int count, boolean ofChannel) {
        for (int i = 0; i < count; i++) {
            if (!traffic.arrived(ofChannel)) {
                return i;
            }
        }
        return count;
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
