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

    @Test
    void a_step_is_used_once_somebody_has_passed_it() {
        var gate = new Gate(Bounds.standard());
        gate.broke(NOW, 1, 1);
        assertThat(gate.isUsed()).isFalse();

        gate.passed(NOW, 1, 1);

        assertThat(gate.isUsed()).isTrue();
    }

    @Test
    void in_one_minute_three_count_however_many_ways_there_are_to_break() {
        var gate = used();
        double one = sumAfter(gate, 1);
        var other = used();

        for (int way = 0; way < 40; way++) {
            other.broke(broke(Stage.TLS_DONE, 1_000L * way, 3));
            other.broke(NOW, 1, 6);
        }

        assertThat(other.nats(NOW)).isLessThanOrEqualTo(3 * one + 1e-9);
    }

    private static double sumAfter(Gate gate, int broken) {
        gate.broke(NOW, broken, 6);
        return gate.nats(NOW);
    }

    @Test
    void a_block_that_lasted_for_long_is_outweighed_by_an_hour_of_good_sessions_and_forgotten_in_half_a_day() {
        var gate = used();
        for (int minute = 0; minute < 1_440; minute++) {
            gate.broke(NOW.plusSeconds(60L * minute), 1, 1L << minute % 7);
        }
        var over = NOW.plusSeconds(86_400);
        assertThat(gate.nats(over)).isGreaterThan(20);
        assertThat(gate.nats(over.plusSeconds(50_000))).isZero();

        for (int minute = 0; minute < 60; minute++) {
            gate.passed(over.plusSeconds(60L * minute), 1, 1);
        }

        assertThat(gate.nats(over.plusSeconds(3_600))).isZero();
    }

    /// A step that senders pass every day.
    private static Gate used() {
        var gate = new Gate(Bounds.standard());
        for (int hour = 1; hour <= 100; hour++) {
            gate.passed(NOW.minusSeconds(3_600L * (101 - hour)), 1, 1L << hour % 7);
        }
        return gate;
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
