package org.postern.reach.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.Pool.Member;
import org.postern.reach.plan.Pool.Standing;

class CommonAnswerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final SourceNetwork MTS = new SourceNetwork.As(8359);
    private static final SourceNetwork ROSTELECOM = new SourceNetwork.As(12389);

    private Withdrawals withdrawn = Withdrawals.NONE;
    private Set<Integer> down = Set.of();

    @Test
    void while_nothing_is_lost_the_first_in_order_are_told_each_in_another_hosting_network() {
        assertThat(told(6, 3)).containsExactly(0, 1, 2);
        assertThat(told(6, 2)).containsExactly(0, 1, 2);
        assertThat(told(6, 1)).containsExactly(0, 1, 2);
        assertThat(CommonAnswer.of(offer(List.of(relay(0, 0), relay(1, 0), relay(2, 1))), order(0, 0, 1), 2))
                .extracting(served -> served.relay().name())
                .containsExactly("r0", "r2");
    }

    @Test
    void what_a_network_has_lost_goes_and_what_nobody_lost_comes() {
        lose(MTS, 0);
        lose(ROSTELECOM, 2);

        assertThat(told(6, 6)).containsExactly(1, 3, 4);
    }

    @Test
    void each_network_finds_one_that_it_has_not_lost_although_none_is_left_to_all() {
        IntStream.of(0, 1, 2).forEach(relay -> lose(MTS, relay));
        lose(ROSTELECOM, 3);

        assertThat(told(4, 4)).containsExactly(0, 3);
    }

    @Test
    void one_that_is_down_is_not_told_unless_all_are() {
        down = Set.of(0, 1);
        assertThat(told(4, 4)).containsExactly(2, 3);

        down = Set.of(0, 1, 2, 3);
        assertThat(told(4, 4)).containsExactly(0, 1, 2);
    }

    @Test
    void it_is_empty_only_without_relays() {
        assertThat(CommonAnswer.of(offer(List.of()), List.of(), 3)).isEmpty();
        IntStream.range(0, 2).forEach(relay -> {
            lose(MTS, relay);
            lose(ROSTELECOM, relay);
        });
        assertThat(told(2, 2)).containsExactly(0, 1);
    }

    private List<Integer> told(int relays, int hostings) {
        var all = IntStream.range(0, relays)
                .mapToObj(number -> relay(number, number % hostings))
                .toList();
        return CommonAnswer.of(offer(all), all, 3).stream()
                .map(served -> Integer.parseInt(served.relay().name().substring(1)))
                .toList();
    }

    private static List<Relay> order(int... hostings) {
        return IntStream.range(0, hostings.length)
                .mapToObj(number -> relay(number, hostings[number]))
                .toList();
    }

    private Offer offer(List<Relay> relays) {
        var members = relays.stream()
                .map(relay -> new Member(
                        relay,
                        Standing.SERVING,
                        !down.contains(Integer.parseInt(relay.id().name().substring(1)))))
                .toList();
        return new Offer(new Pool(members), withdrawn, Set.of());
    }

    private void lose(SourceNetwork network, int relay) {
        var one = relay(relay, 0);
        withdrawn = withdrawn.with(
                new Withdrawals.Withdrawn(network, one.id(), one.addresses().getFirst(), NOW));
    }

    private static Relay relay(int number, int hosting) {
        return new Relay(
                new RelayId("r" + number),
                List.of(InetAddress.ofLiteral("192.0.2." + number), InetAddress.ofLiteral("2001:db8::" + number)),
                new SourceNetwork.As(64_500 + hosting));
    }
}
