package org.postern.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When a try is repeated, by table.
class PatienceTest {
    private final Patience patience = new Patience(QueueSettings.usual(), new Random(5));

    @ParameterizedTest
    @CsvSource({
        "1, PT5M",
        "2, PT10M",
        "3, PT20M",
        "4, PT40M",
        "5, PT80M",
        "6, PT160M",
        "7, PT4H",
        "8, PT4H",
        "40, PT4H",
        "1000, PT4H"
    })
    void the_wait_is_doubled_after_each_try_up_to_the_longest(int tries, Duration even) {
        for (int i = 0; i < 1000; i++) {
            assertThat(patience.waitAfter(tries))
                    .isBetween(
                            even.multipliedBy(9).dividedBy(10),
                            even.multipliedBy(11).dividedBy(10));
        }
    }

    @Test
    void no_two_waits_need_be_the_same_so_that_a_thousand_jobs_do_not_come_at_once() {
        assertThat(java.util.stream.IntStream.range(0, 100)
                        .mapToObj(i -> patience.waitAfter(7))
                        .distinct()
                        .count())
                .isGreaterThan(90);
    }
}
