package org.postern.reach.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SilenceTest {
    private static final Duration LOOK = Duration.ofMillis(1500);

    private final Silence silence = new Silence(0);
    private long now;
    private long heard;

    @Test
    void a_relay_that_says_nothing_is_over_within_five_seconds() {
        hear();
        assertThat(look()).isFalse();

        assertThat(look()).isFalse();
        assertThat(look()).isTrue();
        assertThat(LOOK.multipliedBy(3)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void one_that_answers_stays() {
        for (int i = 0; i < 1000; i++) {
            hear();
            silence.answered();
            assertThat(look()).isFalse();
        }
    }

    @Test
    void one_that_talks_and_answers_nothing_is_over_after_a_minute() {
        int looks = 0;
        do {
            hear();
            looks++;
        } while (!look());

        assertThat(LOOK.multipliedBy(looks)).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(65));
    }

    @Test
    void looks_that_come_all_at_once_after_a_standstill_end_nothing() {
        hear();
        assertThat(look()).isFalse();
        now += Duration.ofMinutes(5).toNanos();

        for (int due = 0; due < 200; due++) {
            assertThat(silence.look(heard, now + due)).isFalse();
        }
        hear();
        assertThat(look()).isFalse();
    }

    private void hear() {
        heard++;
    }

    private boolean look() {
        now += LOOK.toNanos();
        return silence.look(heard, now);
    }
}
