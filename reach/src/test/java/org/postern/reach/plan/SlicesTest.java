package org.postern.reach.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.reach.plan.Pools.MTS;
import static org.postern.reach.plan.Pools.NOW;
import static org.postern.reach.plan.Pools.ip;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.AddressChoice.Served;
import org.postern.reach.plan.Pool.Member;
import org.postern.reach.plan.Pool.Standing;
import org.postern.reach.plan.Slices.Answer;
import org.postern.reach.plan.Slices.Asker;

final class SlicesTest {
    private static final Slices SLICES =
            new Slices("a key of the tests".getBytes(StandardCharsets.US_ASCII), Ration.standard());

    @Test
    void siphash_is_the_one_of_its_paper() {
        var input = new byte[15];
        for (byte i = 0; i < 15; i++) {
            input[i] = i;
        }

        assertThat(new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L).of(input))
                .isEqualTo(0xa129ca6149be45e5L);
    }

    @Test
    void an_answer_has_three_addresses_each_in_another_network_and_stays() {
        var pool = Pools.serving(40, 10);

        for (int as = 1; as <= 200; as++) {
            var answer = asked(pool, Withdrawals.NONE, as(as));

            assertThat(hostings(pool, answer)).hasSize(3);
            assertThat(answer.served()).hasSize(3);
            assertThat(asked(pool, Withdrawals.NONE, as(as))).isEqualTo(answer);
        }
    }

    @Test
    void a_stranger_gets_a_slice_and_nobody_sees_the_pool() {
        var pool = Pools.serving(100, 20);

        var seen = new HashSet<RelayId>();
        for (int as = 1; as <= 10; as++) {
            seen.addAll(relays(asked(pool, Withdrawals.NONE, as(as))));
        }
        var everywhere = new HashSet<RelayId>();
        for (int as = 1; as <= 2000; as++) {
            everywhere.addAll(relays(asked(pool, Withdrawals.NONE, as(as))));
        }

        assertThat(seen).hasSizeLessThanOrEqualTo(30);
        assertThat(everywhere).hasSizeGreaterThan(95);
    }

    @Test
    void another_key_is_another_slice() {
        var pool = Pools.serving(100, 20);
        var other = new Slices("another key of the tests".getBytes(StandardCharsets.US_ASCII), Ration.standard());

        assertThat(other.answer(new Offer(pool, Withdrawals.NONE, Set.of()), asker(MTS), NOW))
                .isNotEqualTo(asked(pool, Withdrawals.NONE, MTS));
    }

    @Test
    void a_relay_that_comes_moves_few_networks() {
        var before = Pools.serving(60, 60);
        var after = Pools.with(before, new Member(Pools.relay(60, 61), Standing.SERVING, true));

        long moved = IntStream.rangeClosed(1, 1000)
                .filter(as -> !asked(before, Withdrawals.NONE, as(as)).equals(asked(after, Withdrawals.NONE, as(as))))
                .count();

        assertThat(moved).isBetween(20L, 90L);
    }

    @Test
    void what_is_withdrawn_leaves_at_once_and_only_there() {
        var pool = Pools.serving(40, 10);
        var first = asked(pool, Withdrawals.NONE, MTS).served().getFirst().relay();
        var withdrawn = Pools.without(Withdrawals.NONE, MTS, Set.of(first), NOW);

        var answer = asked(pool, withdrawn, MTS);

        assertThat(relays(answer)).doesNotContain(first).hasSize(3);
        assertThat(hostings(pool, answer)).hasSize(3);
        assertThat(IntStream.rangeClosed(1, 200)
                        .anyMatch(as -> relays(asked(pool, withdrawn, as(as))).contains(first)))
                .isTrue();
    }

    @Test
    void what_is_down_or_spare_or_retired_is_not_named() {
        var pool = Pools.serving(6, 6);
        pool = Pools.changed(pool, Pools.id(0), member -> new Member(member.relay(), Standing.SERVING, false));
        pool = Pools.changed(pool, Pools.id(1), member -> new Member(member.relay(), Standing.SPARE, true));
        pool = Pools.changed(pool, Pools.id(2), member -> new Member(member.relay(), Standing.RETIRED, true));

        assertThat(relays(asked(pool, Withdrawals.NONE, MTS)))
                .containsExactlyInAnyOrder(Pools.id(3), Pools.id(4), Pools.id(5));
    }

    @Test
    void an_answer_is_never_empty_and_says_when_it_is_a_last_resort() {
        var pool = Pools.serving(4, 4);
        var all = pool.members().stream().map(member -> member.relay().id()).collect(Collectors.toSet());
        var early = Pools.without(Withdrawals.NONE, MTS, Set.of(Pools.id(2)), NOW.minusSeconds(9000));
        var withdrawn = Pools.without(early, MTS, all, NOW);

        var answer = asked(pool, withdrawn, MTS);

        assertThat(answer.isLastResort()).isTrue();
        assertThat(answer.served()).hasSize(3);
        assertThat(answer.served().getFirst().relay()).isEqualTo(Pools.id(2));
    }

    @Test
    void few_hosting_networks_are_better_than_few_addresses() {
        var pool = Pools.serving(6, 2);

        var answer = asked(pool, Withdrawals.NONE, MTS);

        assertThat(answer.served()).hasSize(3);
        assertThat(hostings(pool, answer)).hasSize(2);
    }

    @Test
    void both_kinds_of_address_are_named_and_never_more_than_four() {
        var pool = new Pool(IntStream.range(0, 5)
                .mapToObj(i -> new Member(
                        new Relay(
                                Pools.id(i),
                                List.of(ip("2001:db8::" + (i + 1)), Pools.address(i)),
                                new SourceNetwork.As(65_000 + i)),
                        Standing.SERVING,
                        true))
                .toList());

        var answer = asked(pool, Withdrawals.NONE, MTS);

        assertThat(answer.served()).hasSize(4);
        assertThat(answer.served().stream().filter(one -> one.address().getAddress().length == 4))
                .hasSize(3);
    }

    @Test
    void a_network_that_burns_is_cut_by_groups_of_resolvers() {
        var pool = Pools.serving(100, 20);
        var withdrawn = burnt(pool, 6);

        var one = SLICES.answer(new Offer(pool, withdrawn, Set.of()), new Asker(MTS, ip("192.0.2.1")), NOW);
        var neighbour = SLICES.answer(new Offer(pool, withdrawn, Set.of()), new Asker(MTS, ip("192.0.2.200")), NOW);
        var other = SLICES.answer(new Offer(pool, withdrawn, Set.of()), new Asker(MTS, ip("203.0.113.1")), NOW);

        assertThat(neighbour).isEqualTo(one);
        assertThat(other).isNotEqualTo(one);
        assertThat(one.served()).hasSize(2);
    }

    @Test
    void who_blocks_all_that_one_resolver_sees_is_rationed() {
        var pool = Pools.serving(300, 50);
        var withdrawn = Withdrawals.NONE;
        var seen = new HashSet<RelayId>();
        for (int minute = 0; minute < 24 * 60; minute++) {
            var now = NOW.plus(Duration.ofMinutes(minute));
            var answer = SLICES.answer(new Offer(pool, withdrawn, Set.of()), asker(MTS), now);
            seen.addAll(relays(answer));
            withdrawn = Pools.without(withdrawn, MTS, Set.copyOf(relays(answer)), now);
        }

        assertThat(seen).hasSizeBetween(60, 100);
    }

    @Test
    void a_partner_is_named_to_networks_that_burn_and_to_no_other() {
        var partner = Pools.relay(200, 300);
        var pool = Pools.with(Pools.serving(100, 20), new Member(partner, Standing.SPARE, true));

        var calm = SLICES.answer(new Offer(pool, Withdrawals.NONE, Set.of(partner.id())), asker(MTS), NOW);
        var burning = SLICES.answer(new Offer(pool, burnt(pool, 6), Set.of(partner.id())), asker(MTS), NOW);

        assertThat(relays(calm)).doesNotContain(partner.id());
        assertThat(relays(burning)).startsWith(partner.id());
    }

    @Test
    void hosting_networks_that_are_blocked_widely_come_last() {
        var pool = Pools.serving(60, 6);
        var spoilt = new SourceNetwork.As(65_000);
        var gone = pool.members().stream()
                .map(Member::relay)
                .filter(relay -> relay.hosting().equals(spoilt))
                .limit(3)
                .map(Relay::id)
                .collect(Collectors.toSet());
        var withdrawn = Pools.without(Withdrawals.NONE, MTS, gone, NOW);

        assertThat(hostings(pool, asked(pool, withdrawn, MTS))).doesNotContain(spoilt);
    }

    private static Withdrawals burnt(Pool pool, int count) {
        var gone = pool.members().stream()
                .limit(count)
                .map(member -> member.relay().id())
                .collect(Collectors.toSet());
        return Pools.without(Withdrawals.NONE, MTS, gone, NOW.minusSeconds(600));
    }

    private static Answer asked(Pool pool, Withdrawals withdrawn, SourceNetwork network) {
        return SLICES.answer(new Offer(pool, withdrawn, Set.of()), asker(network), NOW);
    }

    private static Asker asker(SourceNetwork network) {
        return new Asker(network, ip("192.0.2.1"));
    }

    private static SourceNetwork as(int number) {
        return new SourceNetwork.As(number);
    }

    private static List<RelayId> relays(Answer answer) {
        return answer.served().stream().map(Served::relay).toList();
    }

    private static Set<SourceNetwork> hostings(Pool pool, Answer answer) {
        return answer.served().stream()
                .map(served -> pool.member(served.relay()).orElseThrow().relay().hosting())
                .collect(Collectors.toSet());
    }
}
