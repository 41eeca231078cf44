package org.postern.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postern.server.time.ManualClock;

class BudgetTest {
    private final ManualClock clock = new ManualClock();
    private final Buckets<String> buckets = new Buckets<>(new Budget(3, Duration.ofSeconds(10)), 100, clock);

    @Test
    void a_burst_is_granted_and_then_one_each_interval() {
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("key")).isZero();
        }

        assertThat(buckets.take("key")).isEqualTo(Duration.ofSeconds(10));
        clock.advance(Duration.ofSeconds(4));
        assertThat(buckets.take("key")).isEqualTo(Duration.ofSeconds(6));
        clock.advance(Duration.ofSeconds(6));
        assertThat(buckets.take("key")).isZero();
        assertThat(buckets.take("key")).isPositive();
    }

    @Test
    void keys_do_not_share() {
        for (int i = 0; i < 4; i++) {
            buckets.take("key");
        }

        assertThat(buckets.take("other")).isZero();
    }

    @Test
    void what_is_given_back_can_be_taken_again() {
        for (int i = 0; i < 3; i++) {
            buckets.take("key");
        }

        buckets.giveBack("key");

        assertThat(buckets.take("key")).isZero();
        assertThat(buckets.take("key")).isPositive();
    }

    @Test
    void a_full_bucket_grants_no_more_than_the_burst() {
        buckets.take("key");
        clock.advance(Duration.ofDays(1));

        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("key")).isZero();
        }

        assertThat(buckets.take("key")).isPositive();
    }

    @Test
    void the_number_of_keys_held_is_bounded() {
        var few = new Buckets<Integer>(new Budget(1, Duration.ofDays(1)), 10, clock);
        int granted = 0;

        for (int key = 0; key < 1000; key++) {
            few.take(key);
        }
        for (int key = 0; key < 1000; key++) {
            granted += few.take(key).isZero() ? 1 : 0;
        }

        assertThat(granted).isGreaterThan(900);
    }
}
