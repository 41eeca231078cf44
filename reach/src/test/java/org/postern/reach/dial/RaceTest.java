package org.postern.reach.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RaceTest {
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void the_first_wins_when_it_arrives_and_the_others_are_not_tried() throws InterruptedException {
        var second = new AtomicBoolean();
        var race = new Race(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(10));

        var won = race.run(List.of("a", "b"), way -> {
            second.compareAndSet(false, way.equals("b"));
            return true;
        });

        assertThat(won).contains("a");
        assertThat(second).isFalse();
    }

    @Test
    void one_that_fails_makes_room_at_once() throws InterruptedException {
        var race = new Race(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(10));

        assertThat(race.run(List.of("a", "b"), way -> way.equals("b"))).contains("b");
        assertThat(race.run(List.of("a", "b"), way -> false)).isEmpty();
    }

    @Test
    void one_that_is_silent_does_not_hold_up_the_next() throws InterruptedException {
        var race = new Race(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMinutes(10));

        assertThat(race.run(List.of("silent", "b"), this::arrives)).contains("b");
    }

    @Test
    void the_first_may_have_longer_alone_than_the_others() throws InterruptedException {
        var race = new Race(Duration.ofMillis(300), Duration.ofMinutes(5), Duration.ofMinutes(10));
        long from = System.nanoTime();

        assertThat(race.run(List.of("silent", "b"), this::arrives)).contains("b");

        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void a_race_ends() throws InterruptedException {
        var race = new Race(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(20));

        assertThat(race.run(List.of("silent", "silent"), this::arrives)).isEmpty();
    }

    private boolean arrives(String way) {
        try {
            return !way.equals("silent") || never.await(10, TimeUnit.MINUTES);
        } catch (InterruptedException lost) {
            return false;
        }
    }
}
