package org.postern.reach.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;

final class GateTest {
    private static final SourceNetwork MTS = new SourceNetwork.As(8359);
    private static final Instant NOW = Instant.parse("2026-11-26T20:00:00Z");

    @Test
    void a_freeze_is_narrow_though_octets_come_by_whole_tls_records() {
        assertThat(broken(8_192, 12_288, 12_288, 8_192).dyingAt()).hasValue(8_192);
        assertThat(broken(15_900, 16_384, 16_000).dyingAt()).hasValue(15_900);
    }

    @Test
    void what_dies_anywhere_is_not() {
        assertThat(broken(2_048, 19_456, 9_216).dyingAt()).isEmpty();
        assertThat(broken(16_384).dyingAt()).as("too few").isEmpty();
    }

    @Test
    void two_that_die_in_one_minute_are_two() {
        var gate = broken();

        gate.broke(broke(Stage.TLS_DONE, 11_264, 2));

        assertThat(gate.dyingAt()).hasValue(11_264);
    }

    @Test
    void sessions_without_a_text_leave_a_freeze_to_be_seen() {
        assertThat(broken(11_264, 0, 12_288, 0, 0, 0, 0).dyingAt()).hasValue(11_264);
        assertThat(broken(0, 0, 0).dyingAt()).isEmpty();
    }

    @Test
    void texts_that_crawl_to_their_end_speak_against_a_freeze() {
        var gate = broken(11_264, 12_288);
        for (int crawled = 1; crawled <= 2; crawled++) {
            gate.crawled(broke(Stage.TEXT_ENDED, 0, 1));
            assertThat(gate.dyingAt()).as("%d crawled", crawled).hasValue(11_264);
        }

        gate.crawled(broke(Stage.TEXT_ENDED, 0, 1));

        assertThat(gate.dyingAt()).as("most crawl to their end").isEmpty();
        assertThat(gate.broken()).isEqualTo(5);
    }

    private static Gate broken(long... octets) {
        var gate = new Gate(Bounds.standard());
        LongStream.of(octets).mapToObj(each -> broke(Stage.TLS_DONE, each, 1)).forEach(gate::broke);
        return gate;
    }

    private static Observation.Broke broke(Stage after, long octets, int count) {
        return new Observation.Broke(NOW, MTS, RelayId.CORE, after, Failure.GENERIC_TIMEOUT_ERROR, count, 1, octets);
    }
}
