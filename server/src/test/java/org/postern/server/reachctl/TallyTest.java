package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;

final class TallyTest {
    private static final Instant MINUTE = Instant.parse("2026-03-01T12:00:00Z");
    private static final RelayId ROME = new RelayId("rome");
    private static final InetAddress SENDER = InetAddress.ofLiteral("192.0.2.7");

    private final Random random = new Random(7);
    private Set<SourceNetwork> known = Set.of();
    private final Tally tally = tally(1000);

    private Tally tally(int most) {
        return new Tally(new PrefixGroups(), new SourceGroups(random), network -> known.contains(network), most);
    }

    @Test
    void what_was_seen_of_a_network_in_a_minute_is_told_once_as_figures() {
        tally.passed(SENDER, ROME, Stage.CONNECTED);
        tally.passed(InetAddress.ofLiteral("192.0.99.1"), ROME, Stage.CONNECTED);
        tally.passed(SENDER, RelayId.CORE, Stage.CONNECTED);

        var seen = tally.take(MINUTE);

        assertThat(seen).hasSize(2).allSatisfy(one -> assertThat(one.at()).isEqualTo(MINUTE));
        assertThat(seen)
                .filteredOn(one -> ((Observation.Passed) one).relay().equals(ROME))
                .singleElement()
                .satisfies(one -> {
                    var passed = (Observation.Passed) one;
                    assertThat(passed.count()).isEqualTo(2);
                    assertThat(Long.bitCount(passed.sources())).isEqualTo(2);
                    assertThat(passed.network()).hasToString("192.0.0.0/16");
                });
        assertThat(tally.take(MINUTE)).isEmpty();
        assertThat(tally.places()).isZero();
    }

    /// THREAT T-40: neither the address nor its last octet can be told from what is kept.
    @Test
    void senders_of_one_prefix_cannot_be_told_apart() {
        tally.passed(SENDER, ROME, Stage.CONNECTED);
        tally.passed(InetAddress.ofLiteral("192.0.2.200"), ROME, Stage.CONNECTED);

        var passed = (Observation.Passed) tally.take(MINUTE).getFirst();

        assertThat(passed.count()).isEqualTo(2);
        assertThat(Long.bitCount(passed.sources())).isEqualTo(1);
        assertThat(passed.toString()).doesNotContain("192.0.2");
    }

    @Test
    void lookups_are_told_before_the_connections_that_follow_them_at_any_relay() {
        tally.passed(SENDER, ROME, Stage.CONNECTED);
        tally.passed(SENDER, ROME, Stage.ASKED);
        tally.passed(SENDER, RelayId.CORE, Stage.ASKED);
        tally.broke(SENDER, ROME, Stage.CONNECTED, Failure.CONNECTION_RESET, 0);

        var seen = tally.take(MINUTE);

        assertThat(seen.subList(0, 2))
                .allSatisfy(one -> assertThat(one)
                        .isInstanceOfSatisfying(
                                Observation.Passed.class,
                                passed -> assertThat(passed.stage()).isEqualTo(Stage.ASKED)));
        assertThat(seen.getLast()).isInstanceOf(Observation.Broke.class);
    }

    @Test
    void octets_of_broken_texts_keep_their_order_of_size_and_no_more() {
        for (long octets : List.of(16_001L, 16_200L, 65_000L)) {
            tally.broke(SENDER, ROME, Stage.TLS_DONE, Failure.GENERIC_TIMEOUT_ERROR, octets);
        }

        assertThat(tally.take(MINUTE))
                .extracting(one -> ((Observation.Broke) one).octets())
                .containsExactlyInAnyOrder(15_360L, 61_440L);
    }

    /// THREAT T-71: forged look-ups from everywhere fill half the room, strangers' connections the
    /// rest, and networks that mail is known to come from are counted all the same.
    @Test
    void a_flood_of_networks_takes_bounded_room_and_hides_nobody_who_is_known() {
        var small = tally(100);
        for (int i = 0; i < 10_000; i++) {
            small.passed(anywhere(), ROME, Stage.ASKED);
        }
        assertThat(small.places()).isEqualTo(50);
        for (int i = 0; i < 10_000; i++) {
            small.passed(anywhere(), ROME, Stage.CONNECTED);
            small.broke(anywhere(), ROME, Stage.CONNECTED, Failure.EOF_ERROR, 0);
        }
        assertThat(small.places()).isEqualTo(100);
        known = Set.of(new PrefixGroups().of(SENDER));

        small.passed(SENDER, ROME, Stage.CONNECTED);

        assertThat(small.take(MINUTE))
                .filteredOn(one -> one instanceof Observation.Passed passed && known.contains(passed.network()))
                .hasSize(1);
        assertThat(small.notCounted()).isPositive();
    }

    @Test
    void a_place_has_so_many_ways_to_break_and_no_more() {
        for (int i = 0; i < 10_000; i++) {
            tally.broke(
                    SENDER, ROME, Stage.TLS_DONE, Failure.EOF_ERROR, (1L << random.nextInt(62)) | random.nextInt(99));
        }

        assertThat(tally.take(MINUTE)).hasSizeLessThanOrEqualTo(64);
    }

    @Test
    void our_own_relays_are_not_counted() {
        tally.ignore(Set.of(SENDER));

        tally.passed(SENDER, ROME, Stage.CONNECTED);
        tally.broke(SENDER, ROME, Stage.CONNECTED, Failure.EOF_ERROR, 0);

        assertThat(tally.take(MINUTE)).isEmpty();
    }

    private InetAddress anywhere() {
        var octets = new byte[4];
        random.nextBytes(octets);
        octets[0] = (byte) ((octets[0] & 0x3f) | 1); // never the known one
        try {
            return InetAddress.getByAddress(octets);
        } catch (java.net.UnknownHostException fourOctets) {
            throw new IllegalStateException(fourOctets);
        }
    }
}
