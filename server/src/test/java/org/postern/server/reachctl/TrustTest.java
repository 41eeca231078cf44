package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;

final class TrustTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final RelayId ROME = new RelayId("rome");
    private static final Trust.Way ROMES = new Trust.Way(ROME, false);
    private static final SourceNetwork ONE = new SourceNetwork.As(1);
    private static final SourceNetwork TWO = new SourceNetwork.As(2);

    private final Trust trust = new Trust();

    @Test
    void a_place_that_gets_nowhere_is_no_witness() {
        assertThat(trust.tried(ROMES, ONE, false, START)).isFalse();
        assertThat(trust.tried(ROMES, TWO, false, START)).isFalse();
        assertThat(trust.tried(ROMES, ONE, false, START.plusSeconds(60))).isFalse();
    }

    @Test
    void a_place_that_gets_elsewhere_is_believed() {
        trust.tried(ROMES, TWO, true, START);

        assertThat(trust.tried(ROMES, ONE, false, START.plusSeconds(60))).isTrue();
        assertThat(trust.tried(ROMES, ONE, false, START.plus(Duration.ofHours(4))))
                .isFalse();
    }

    @Test
    void a_place_whose_ipv6_is_broken_is_not_believed_there_for_what_it_reaches_by_ipv4() {
        trust.tried(ROMES, TWO, true, START);
        var six = Trust.Way.of(ROME, InetAddress.ofLiteral("2001:db8::25"));

        assertThat(trust.tried(six, ONE, false, START.plusSeconds(60))).isFalse();
        assertThat(trust.tried(ROMES, ONE, false, START.plusSeconds(60))).isTrue();
    }

    @Test
    void where_there_is_nothing_else_to_try_it_must_have_come_through_before() {
        trust.tried(ROMES, ONE, true, START);

        assertThat(trust.tried(ROMES, ONE, false, START.plusSeconds(60))).isTrue();

        trust.tried(ROMES, TWO, false, START.plusSeconds(90)); // nor there: it is rome's own trouble
        assertThat(trust.tried(ROMES, ONE, false, START.plusSeconds(120))).isFalse();
    }
}
