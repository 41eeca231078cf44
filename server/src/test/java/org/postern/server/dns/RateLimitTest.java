package org.postern.server.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
    private static final byte[] HERE = {(byte) 192, 0, 2, 1};
    private static final byte[] NEIGHBOUR = {(byte) 192, 0, 2, (byte) 200};
    private static final byte[] ELSEWHERE = {(byte) 198, 51, 100, 1};

    private final RateLimit limit = new RateLimit(10, new byte[16]);

    @Test
    void a_network_gets_twice_a_seconds_worth_at_once_and_then_its_share() {
        assertThat(taken(HERE, 100, 0)).isEqualTo(20);
        assertThat(taken(NEIGHBOUR, 100, 0)).isZero(); // the same /24
        assertThat(taken(HERE, 100, 500)).isEqualTo(5);
        assertThat(taken(HERE, 100, 60_000)).isEqualTo(20);
    }

    @Test
    void others_are_not_touched() {
        taken(HERE, 100, 0);

        assertThat(taken(ELSEWHERE, 100, 0)).isEqualTo(20);
    }

    @Test
    void who_asks_all_the_time_still_gets_its_share() { // parts of a token add up between refusals
        taken(HERE, 100, 0);

        long got = IntStream.rangeClosed(1, 10_000)
                .filter(millis -> limit.take(HERE, millis))
                .count();

        assertThat(got).isBetween(95L, 100L);
    }

    private long taken(byte[] asker, int times, long millis) {
        return IntStream.range(0, times).filter(i -> limit.take(asker, millis)).count();
    }
}
