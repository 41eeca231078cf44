package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.reach.Evidence;
import org.postern.reach.Signal;

final class SignsTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    /// THREAT T-74
    @Test
    void however_many_addresses_show_it_a_sign_is_told_once_from_the_first_to_the_last() {
        var evidence = List.of(
                seen(Signal.REVERSE_PATH, 5, 10),
                seen(Signal.SILENCE, 3, 10),
                seen(Signal.REVERSE_PATH, 0, 11),
                seen(Signal.REVERSE_PATH, 6, 9));

        assertThat(Signs.words(Signs.text(evidence)))
                .containsExactly(
                        "mail hosts there did not answer some address of ours while they answered others"
                                + " (26 Nov 2026 12:00 UTC to 26 Nov 2026 12:11 UTC)",
                        "connections that used to come stopped (26 Nov 2026 12:03 UTC to 26 Nov 2026 12:10 UTC)");
    }

    private static Evidence seen(Signal signal, int fromMinute, int untilMinute) {
        return new Evidence(
                signal, 3, NOON.plusSeconds(60L * fromMinute), NOON.plusSeconds(60L * untilMinute), "of relay r1");
    }
}
