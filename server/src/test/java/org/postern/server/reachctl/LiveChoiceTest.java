package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.reach.NetworkMap;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.AddressChoice;
import org.postern.reach.plan.Offer;
import org.postern.reach.plan.Pool;
import org.postern.reach.plan.Pool.Member;
import org.postern.reach.plan.Pool.Standing;
import org.postern.reach.plan.Ration;
import org.postern.reach.plan.Slices;
import org.postern.reach.plan.Withdrawals;

final class LiveChoiceTest {
    private static final Slices SLICES =
            new Slices("a key of the tests".getBytes(StandardCharsets.US_ASCII), Ration.standard());
    private static final NetworkMap MAP = new PrefixGroups();
    private static final int NETWORKS = 40;

    private final InlineClock clock = new InlineClock();
    private Offer offer = new Offer(pool(60), Withdrawals.NONE, Set.of());

    @Test
    void what_is_answered_is_what_would_be_worked_out_anew_whatever_changes() {
        var choice = new LiveChoice(SLICES, MAP, clock, List.of(), () -> offer);
        var random = new Random(1);

        for (int change = 0; change < 300; change++) {
            offer = changed(random);

            for (int network = 0; network < NETWORKS; network++) {
                var asker = asker(network, change);
                var who = new Slices.Asker(MAP.of(asker), asker);
                assertThat(choice.serve(asker))
                        .as("change %d, network %d", change, network)
                        .isEqualTo(SLICES.answer(offer, who, clock.instant()).served());
            }
        }
    }

    @Test
    void where_no_relay_serves_the_core_is_told_although_a_person_took_it_out() {
        var core = InetAddress.ofLiteral("192.0.2.25");
        var retired =
                new Member(new Relay(RelayId.CORE, List.of(core), new SourceNetwork.As(1)), Standing.RETIRED, true);
        offer = new Offer(
                new Pool(List.of(retired, new Member(relay(1, 100), Standing.SPARE, true))),
                Withdrawals.NONE,
                Set.of());
        var choice = new LiveChoice(SLICES, MAP, clock, List.of(core), () -> offer);

        assertThat(choice.serve(asker(0, 1)))
                .extracting(AddressChoice.Served::address)
                .containsExactly(core);
        assertThat(choice.forAll()).containsExactly(core);
    }

    @Test
    void an_order_is_worked_out_once_for_a_network_until_other_relays_serve() {
        var orders = new SliceOrders(SLICES);
        var before = all(orders);

        assertThat(orders.size()).isEqualTo(NETWORKS);
        assertSame("asked again", all(orders), before);

        offer = with(3, member -> new Member(member.relay(), member.standing(), false));
        assertSame("one is down", all(orders), before);

        offer = with(3, member -> new Member(member.relay(), Standing.RETIRED, false));
        var _ = orders.order(offer, who(0), clock.instant());
        assertThat(orders.size()).as("one retired").isOne();

        offer = new Offer(offer.pool(), offer.withdrawn(), Set.of(id(4)));
        assertThat(orders.order(offer, who(0), clock.instant()))
                .as("one is a partner's")
                .hasSize(58);
    }

    @Test
    void a_network_that_has_lost_much_is_told_what_lies_deeper_than_what_is_kept() {
        offer = new Offer(pool(400), Withdrawals.NONE, Set.of());
        var choice = new LiveChoice(SLICES, MAP, clock, List.of(), () -> offer);
        var _ = choice.serve(asker(0, 1));
        SLICES.order(offer, who(0), clock.instant()).stream()
                .limit(SliceOrders.FIRST + 20)
                .map(relay -> Integer.parseInt(relay.id().name().substring("relay-".length())))
                .forEach(number -> offer = withdrawn(who(0).network(), number));
        clock.sleep(Duration.ofDays(2));

        var told = choice.serve(asker(0, 1));

        assertThat(told).isEqualTo(SLICES.answer(offer, who(0), clock.instant()).served());
        assertThat(told)
                .extracting(AddressChoice.Served::relay)
                .noneMatch(relay -> offer.withdrawn().from(who(0).network()).stream()
                        .anyMatch(gone -> gone.relay().equals(relay)));
    }

    /// THREAT T-40
    @Test
    void of_the_resolvers_of_a_network_that_burns_nothing_is_kept() {
        var orders = new SliceOrders(SLICES);
        var network = who(0).network();
        for (int i = 0; i < 10; i++) {
            offer = withdrawn(network, i);
        }

        var first = orders.order(offer, new Slices.Asker(network, asker(0, 1)), clock.instant());
        var second = orders.order(offer, new Slices.Asker(network, asker(0, 2)), clock.instant());

        assertThat(first).isNotEqualTo(second);
        assertThat(orders.size()).isZero();
    }

    /// THREAT T-71
    @Test
    void however_many_networks_ask_what_is_kept_has_a_bound_and_who_asks_often_stays() {
        var orders = new SliceOrders(SLICES);
        offer = new Offer(pool(200), Withdrawals.NONE, Set.of());
        strangers(orders, 1, 6000);
        var often = orders.order(offer, who(0), clock.instant());

        strangers(orders, 6001, 12000);

        assertThat(orders.size() * (SliceOrders.FIRST + SliceOrders.EACH)).isLessThanOrEqualTo(SliceOrders.ROOM);
        assertThat(orders.order(offer, who(0), clock.instant())).isSameAs(often);
    }

    /// Each asks once, and one whom we know after every fifth.
    private void strangers(SliceOrders orders, int first, int last) {
        for (int network = first; network <= last; network++) {
            var _ = orders.order(offer, who(network), clock.instant());
            if (network % 5 == 0) {
                var _ = orders.order(offer, who(0), clock.instant());
            }
        }
    }

    private List<List<Relay>> all(SliceOrders orders) {
        return IntStream.range(0, NETWORKS)
                .mapToObj(network -> orders.order(offer, who(network), clock.instant()))
                .toList();
    }

    private static void assertSame(String when, List<List<Relay>> some, List<List<Relay>> others) {
        for (int i = 0; i < others.size(); i++) {
            assertThat(some.get(i)).as(when).isSameAs(others.get(i));
        }
    }

    /// One thing that may happen to what answers are made from.
    private Offer changed(Random random) {
        int number = random.nextInt(60);
        return switch (random.nextInt(7)) {
            case 0 -> with(number, member -> new Member(member.relay(), member.standing(), !member.up()));
            case 1 -> with(number, member -> new Member(member.relay(), Standing.SPARE, member.up()));
            case 2 -> with(number, member -> new Member(member.relay(), Standing.SERVING, member.up()));
            case 3 -> with(number, member -> new Member(relay(number, 200), member.standing(), member.up()));
            case 4 -> new Offer(offer.pool(), offer.withdrawn(), Set.of(id(number)));
            case 5 -> withdrawn(who(random.nextInt(3)).network(), number);
            default -> new Offer(offer.pool(), Withdrawals.NONE, Set.of());
        };
    }

    private Offer with(int number, UnaryOperator<Member> change) {
        var members = new ArrayList<>(offer.pool().members());
        members.set(number, change.apply(members.get(number)));
        return new Offer(new Pool(members), offer.withdrawn(), offer.partners());
    }

    private Offer withdrawn(SourceNetwork from, int number) {
        var gone = new Withdrawals.Withdrawn(
                from,
                id(number),
                offer.pool().members().get(number).relay().addresses().getFirst(),
                clock.instant());
        return new Offer(offer.pool(), offer.withdrawn().with(gone), offer.partners());
    }

    private static Pool pool(int relays) {
        return new Pool(IntStream.range(0, relays)
                .mapToObj(number -> new Member(relay(number, 100), Standing.SERVING, true))
                .toList());
    }

    private static Relay relay(int number, int third) {
        var address = InetAddress.ofLiteral("100.64." + (third + number / 250) + "." + number % 250);
        return new Relay(id(number), List.of(address), new SourceNetwork.As(65_000 + number % 12));
    }

    private static RelayId id(int number) {
        return new RelayId("relay-" + number);
    }

    private static Slices.Asker who(int network) {
        var asker = asker(network, 0);
        return new Slices.Asker(MAP.of(asker), asker);
    }

    /// A resolver of a network: a /16 of its own.
    private static InetAddress asker(int network, int resolver) {
        return InetAddress.ofLiteral((11 + network / 200) + "." + network % 200 + "." + resolver % 250 + ".53");
    }
}
