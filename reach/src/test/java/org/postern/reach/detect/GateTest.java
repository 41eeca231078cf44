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
        assertThat(broken(8_192, 12_288, 12_288, 8_192).isNarrow()).isTrue();
        assertThat(broken(15_900, 16_384, 16_000).isNarrow()).isTrue();
    }

    @Test
    void what_dies_anywhere_is_not() {
        assertThat(broken(2_048, 19_456, 9_216).isNarrow()).isFalse();
        assertThat(broken(16_384, 16_384).isNarrow()).as("too few").isFalse();
    }

    private static Gate.Spread broken(long... octets) {
        var gate = new Gate(Bounds.standard());
        LongStream.of(octets)
                .mapToObj(each -> new Observation.Broke(
                        NOW, MTS, RelayId.CORE, Stage.TLS_DONE, Failure.GENERIC_TIMEOUT_ERROR, 1, 1, each))
                .forEach(gate::broke);
        return gate.octets();
    }
}
