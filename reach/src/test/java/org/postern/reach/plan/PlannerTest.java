package org.postern.reach.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.reach.plan.Pools.MTS;
import static org.postern.reach.plan.Pools.NOW;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.reach.Evidence;
import org.postern.reach.RelayId;
import org.postern.reach.Signal;
import org.postern.reach.Technique;
import org.postern.reach.Verdict;
import org.postern.reach.plan.EgressAttempt.Outcome;
import org.postern.reach.plan.Pool.Member;
import org.postern.reach.plan.Pool.Standing;
import org.postern.reach.plan.Step.BringUp;
import org.postern.reach.plan.Step.LookNow;
import org.postern.reach.plan.Step.PublishEndpoints;
import org.postern.reach.plan.Step.ResetSilent;
import org.postern.reach.plan.Step.Restore;
import org.postern.reach.plan.Step.RouteVia;
import org.postern.reach.plan.Step.Withdraw;

final class PlannerTest {
    private static final RelayId ROME = Pools.id(0);

    private Instant now = NOW;
    private Pool pool = Pools.serving(4, 4);
    private final List<Judged> verdicts = new ArrayList<>();
    private Set<Pair> suspects = Set.of();
    private Withdrawals withdrawn = Withdrawals.NONE;
    private final EgressTable egress = new EgressTable();
    private Orders orders = Orders.NONE;
    private final List<Past> recent = new ArrayList<>();
    private Set<RelayId> published = Set.of();

    @BeforeEach
    void allIsPublished() {
        published = serving();
    }

    @Test
    void nothing_is_done_where_nothing_is_wrong() {
        verdicts.add(new Judged(pair(ROME), new Verdict.Reachable(), NOW.minusSeconds(60)));

        assertThat(plan()).isEmpty();
    }

    @Test
    void a_blocked_address_leaves_that_network_s_answers_with_the_reason() {
        blocked(ROME, Technique.NULL_ROUTE);

        var planned = plan();

        assertThat(planned.getFirst().step()).isEqualTo(new Withdraw(MTS, ROME, Pools.address(0)));
        assertThat(planned.getFirst().reason()).contains("AS8359 blocks relay-0 (null route)", "no look-up came");
        assertThat(planned.getFirst().evidence()).hasSize(2);
        assertThat(steps(Step.Retire.class)).isEmpty();
    }

    @Test
    void what_is_withdrawn_is_not_withdrawn_again() {
        blocked(ROME, Technique.NULL_ROUTE);
        withdrawn = Pools.without(withdrawn, MTS, Set.of(ROME), NOW);

        assertThat(steps(Withdraw.class)).isEmpty();
    }

    @Test
    void the_last_address_of_an_answer_stays() {
        pool.members().forEach(member -> blocked(member.relay().id(), Technique.NULL_ROUTE));

        assertThat(steps(Withdraw.class)).hasSize(3);
    }

    @Test
    void doubt_and_our_own_fault_move_no_address() {
        verdicts.add(new Judged(pair(ROME), new Verdict.Doubtful(List.of()), NOW));
        verdicts.add(new Judged(pair(Pools.id(1)), new Verdict.OurFault("down", List.of()), NOW));

        assertThat(steps(Withdraw.class)).isEmpty();
    }

    @Test
    void doubt_that_leaves_little_room_tries_another_address_and_calls_it_no_block() {
        verdicts.add(new Judged(pair(ROME), doubt(11), NOW));
        assertThat(steps(Withdraw.class)).isEmpty();

        verdicts.add(new Judged(pair(Pools.id(1)), doubt(13), NOW));
        assertThat(steps(Withdraw.class)).containsExactly(new Withdraw(MTS, Pools.id(1), Pools.address(1)));
        assertThat(plan().stream().filter(step -> step.step() instanceof Withdraw))
                .allMatch(step -> !step.reason().contains("blocks"));
    }

    private static Verdict doubt(double nats) {
        return doubt(Signal.QUERY_WITHOUT_CONNECT, nats);
    }

    private static Verdict doubt(Signal signal, double nats) {
        return new Verdict.Doubtful(List.of(new Evidence(signal, nats, NOW, NOW, "look-ups lead to nothing")));
    }

    private void burn() {
        pool = Pools.serving(12, 12);
        withdrawn = Pools.without(
                withdrawn, MTS, IntStream.range(6, 12).mapToObj(Pools::id).collect(Collectors.toSet()), NOW);
    }

    @Test
    void where_the_network_burns_little_doubt_is_enough_if_it_is_not_of_look_ups_alone() {
        burn();
        verdicts.add(new Judged(pair(Pools.id(1)), doubt(Signal.QUERY_WITHOUT_CONNECT, 11), NOW));
        verdicts.add(new Judged(pair(Pools.id(2)), doubt(Signal.REVERSE_PATH, 4), NOW));

        assertThat(steps(Withdraw.class)).containsExactly(new Withdraw(MTS, Pools.id(2), Pools.address(2)));
    }

    @Test
    void a_partner_stays_in_spite_of_doubt_and_leaves_when_it_is_blocked() {
        orders = new Orders(Set.of(), Set.of(), Set.of(ROME));
        verdicts.add(new Judged(pair(ROME), doubt(20), NOW));
        assertThat(steps(Withdraw.class)).isEmpty();

        verdicts.clear();
        blocked(ROME, Technique.NULL_ROUTE);
        assertThat(steps(Withdraw.class)).hasSize(1);
    }

    @Test
    void nothing_but_a_partner_comes_back_while_the_network_burns() {
        burn();
        orders = new Orders(Set.of(), Set.of(), Set.of(Pools.id(7)));
        verdicts.add(new Judged(pair(Pools.id(6)), new Verdict.Reachable(), NOW));
        verdicts.add(new Judged(pair(Pools.id(7)), new Verdict.Reachable(), NOW));

        now = NOW.plus(Duration.ofHours(20));
        assertThat(steps(Restore.class)).containsExactly(new Restore(MTS, Pools.id(7), Pools.address(7)));
        now = NOW.plus(Duration.ofHours(25));
        assertThat(steps(Restore.class)).hasSize(2);
    }

    @Test
    void another_address_is_no_cure_for_a_lie_about_names() {
        blocked(ROME, Technique.DNS_LIE);
        blocked(Pools.id(1), Technique.NAME_SERVER);

        assertThat(steps(Withdraw.class)).isEmpty();
    }

    @Test
    void what_is_cut_alike_at_three_addresses_is_not_cured_by_a_fourth() {
        blocked(ROME, Technique.TLS_FILTER);
        blocked(Pools.id(1), Technique.TLS_FILTER);
        assertThat(steps(Withdraw.class)).hasSize(2);

        blocked(Pools.id(2), Technique.TLS_FILTER);
        assertThat(steps(Withdraw.class)).isEmpty();
    }

    @Test
    void an_address_comes_back_when_nothing_speaks_against_it_and_later_each_time() {
        withdrawn = Pools.without(withdrawn, MTS, Set.of(ROME), NOW);
        recent.add(new Past(NOW, new Withdraw(MTS, ROME, Pools.address(0))));
        verdicts.add(new Judged(pair(ROME), new Verdict.Reachable(), NOW.plus(Duration.ofMinutes(30))));

        now = NOW.plus(Duration.ofHours(2));
        assertThat(steps(Restore.class)).isEmpty();
        now = NOW.plus(Duration.ofMinutes(151));
        assertThat(steps(Restore.class)).containsExactly(new Restore(MTS, ROME, Pools.address(0)));
        recent.add(new Past(NOW.minusSeconds(9999), new Withdraw(MTS, ROME, Pools.address(0))));
        assertThat(steps(Restore.class)).isEmpty();
        now = NOW.plus(Duration.ofHours(5));
        assertThat(steps(Restore.class)).hasSize(1);
    }

    @Test
    void a_spare_comes_up_when_too_few_hosting_networks_are_left_to_anybody() {
        pool = Pools.with(Pools.serving(3, 2), new Member(Pools.relay(10, 20), Standing.SPARE, true));

        assertThat(steps(BringUp.class)).containsExactly(new BringUp(Pools.id(10)));
        assertThat(steps(PublishEndpoints.class)).hasSize(1);
    }

    @Test
    void a_spare_that_would_stand_beside_others_does_not_come_up_to_widen() {
        pool = Pools.with(Pools.serving(4, 2), new Member(Pools.relay(10, 2), Standing.SPARE, true));
        assertThat(steps(BringUp.class)).isEmpty();

        withdrawn = Pools.without(withdrawn, MTS, Set.of(ROME), NOW);
        blocked(ROME, Technique.NULL_ROUTE);
        assertThat(steps(BringUp.class)).isEmpty();

        withdrawn = Pools.without(withdrawn, MTS, Set.of(Pools.id(2)), NOW);
        assertThat(steps(BringUp.class)).containsExactly(new BringUp(Pools.id(10)));
    }

    @Test
    void a_spare_comes_up_for_one_network_and_one_that_is_down_does_not() {
        pool = Pools.with(Pools.serving(3, 3), new Member(Pools.relay(10, 20), Standing.SPARE, false));
        withdrawn = Pools.without(withdrawn, MTS, Set.of(ROME), NOW);
        blocked(ROME, Technique.NULL_ROUTE);
        assertThat(steps(BringUp.class)).isEmpty();

        pool = Pools.with(pool, new Member(Pools.relay(11, 20), Standing.SPARE, true));
        assertThat(steps(BringUp.class)).containsExactly(new BringUp(Pools.id(11)));
    }

    /// THREAT T-42
    @Test
    void what_look_ups_alone_took_out_of_one_network_s_answers_shows_no_spare_to_everybody() {
        pool = Pools.with(Pools.serving(3, 3), new Member(Pools.relay(10, 20), Standing.SPARE, true));
        withdrawn = Pools.without(withdrawn, MTS, Set.of(ROME), NOW);
        verdicts.add(new Judged(pair(ROME), doubt(20), NOW));
        assertThat(steps(BringUp.class)).isEmpty();

        verdicts.clear();
        verdicts.add(new Judged(pair(ROME), new Verdict.Reachable(), NOW));
        assertThat(steps(BringUp.class)).isEmpty();

        verdicts.add(new Judged(pair(ROME), doubt(Signal.REVERSE_PATH, 13), NOW));
        assertThat(steps(BringUp.class)).containsExactly(new BringUp(Pools.id(10)));
    }

    @Test
    void spares_do_not_come_up_faster_than_the_limits() {
        pool = Pools.serving(2, 2);
        for (int i = 10; i < 20; i++) {
            pool = Pools.with(pool, new Member(Pools.relay(i, 20), Standing.SPARE, true));
        }
        for (int i = 0; i < Limits.standard().bringUpsAnHour(); i++) {
            recent.add(new Past(NOW.minusSeconds(600), new BringUp(Pools.id(90 + i))));
        }

        assertThat(steps(BringUp.class)).isEmpty();
        now = NOW.plus(Duration.ofHours(1));
        assertThat(steps(BringUp.class)).hasSize(1);
    }

    @Test
    void a_network_that_burns_addresses_is_told_so() {
        pool = Pools.serving(20, 20);
        var gone = IntStream.range(1, 7).mapToObj(Pools::id).collect(Collectors.toSet());
        withdrawn = Pools.without(withdrawn, MTS, gone, NOW.minusSeconds(60));
        blocked(ROME, Technique.NULL_ROUTE);

        assertThat(plan().getFirst().reason()).contains("lost 7 addresses within a day", "rationed");
    }

    @Test
    void a_first_suspicion_is_looked_at_once_and_not_all_the_time() {
        suspects = Set.of(pair(ROME));
        assertThat(steps(LookNow.class)).containsExactly(new LookNow(MTS, ROME));

        recent.add(new Past(NOW, new LookNow(MTS, ROME)));
        now = NOW.plusSeconds(30);
        assertThat(steps(LookNow.class)).isEmpty();
        now = NOW.plusSeconds(60);
        assertThat(steps(LookNow.class)).hasSize(1);
        for (int i = 0; i < Limits.standard().looks(); i++) {
            recent.add(new Past(NOW, new LookNow(MTS, ROME)));
        }
        assertThat(steps(LookNow.class)).isEmpty();
        now = NOW.plusSeconds(1800);
        assertThat(steps(LookNow.class)).hasSize(1);
    }

    @Test
    void a_doubt_that_no_look_can_tell_spends_none() {
        verdicts.add(new Judged(pair(ROME), new Verdict.Doubtful(List.of()), NOW));
        assertThat(steps(LookNow.class)).isEmpty();

        suspects = Set.of(pair(ROME));
        assertThat(steps(LookNow.class)).containsExactly(new LookNow(MTS, ROME));
    }

    @Test
    void silent_sessions_of_a_suspected_pair_are_reset() {
        verdicts.add(new Judged(pair(ROME), new Verdict.Doubtful(List.of()), NOW));
        blocked(Pools.id(1), Technique.NULL_ROUTE);
        blocked(Pools.id(2), Technique.RESET);

        assertThat(steps(ResetSilent.class))
                .containsExactly(new ResetSilent(MTS, ROME), new ResetSilent(MTS, Pools.id(1)));
    }

    @Test
    void mail_out_takes_another_egress_when_connections_fail() {
        tries(RelayId.CORE, Outcome.NO_WAY, 4);
        tries(Pools.id(2), Outcome.REACHED, 2);

        assertThat(steps(RouteVia.class)).containsExactly(new RouteVia(MTS, Optional.of(Pools.id(2))));
    }

    @Test
    void an_egress_that_was_never_tried_is_tried() {
        tries(RelayId.CORE, Outcome.NO_WAY, 4);

        assertThat(steps(RouteVia.class)).hasSize(1);
    }

    @Test
    void a_refusal_by_policy_is_never_routed_round() {
        tries(RelayId.CORE, Outcome.REACHED, 50);
        tries(Pools.id(2), Outcome.REACHED, 50);

        assertThat(steps(RouteVia.class)).isEmpty();
    }

    @Test
    void a_destination_that_is_down_from_everywhere_is_not_routed_about() {
        for (var member : pool.members()) {
            tries(member.relay().id(), Outcome.NO_WAY, 4);
        }
        tries(RelayId.CORE, Outcome.NO_WAY, 4);

        assertThat(steps(RouteVia.class)).isEmpty();
    }

    @Test
    void mail_goes_home_when_the_core_s_own_way_is_open_again() {
        egress.route(MTS, Optional.of(ROME));
        recent.add(new Past(NOW.minus(Duration.ofHours(7)), new RouteVia(MTS, Optional.of(ROME))));
        tries(ROME, Outcome.REACHED, 5);
        assertThat(steps(RouteVia.class)).isEmpty();

        tries(RelayId.CORE, Outcome.REACHED, 3);
        assertThat(steps(RouteVia.class)).containsExactly(new RouteVia(MTS, Optional.empty()));
    }

    @Test
    void what_a_person_pinned_or_forbade_is_never_overruled() {
        blocked(ROME, Technique.NULL_ROUTE);
        tries(RelayId.CORE, Outcome.NO_WAY, 4);
        orders = new Orders(
                Set.of(new Restore(MTS, ROME, Pools.address(0)), new RouteVia(MTS, Optional.of(Pools.id(3)))),
                Set.of(new ResetSilent(MTS, ROME)),
                Set.of());

        assertThat(plan().stream().map(Planned::step))
                .allMatch(step -> step.equals(new RouteVia(MTS, Optional.of(Pools.id(3)))));
    }

    @Test
    void an_endpoint_list_goes_out_when_other_relays_serve_and_not_too_often() {
        published = Set.of(ROME);
        assertThat(steps(PublishEndpoints.class)).hasSize(1);

        recent.add(new Past(NOW.minusSeconds(60), new PublishEndpoints()));
        assertThat(steps(PublishEndpoints.class)).isEmpty();
    }

    @Test
    void the_same_situation_gives_the_same_steps() {
        pool.members().forEach(member -> blocked(member.relay().id(), Technique.NULL_ROUTE));

        assertThat(plan()).isEqualTo(plan());
    }

    private void tries(RelayId by, Outcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            egress.see(new EgressAttempt(now, MTS, by, outcome));
        }
    }

    private void blocked(RelayId relay, Technique technique) {
        var evidence = List.of(
                new Evidence(Signal.QUERY_WITHOUT_CONNECT, 6, NOW, NOW, "no look-up came to anything"),
                new Evidence(Signal.REVERSE_PATH, 5, NOW, NOW, "hosts do not answer"));
        verdicts.add(new Judged(pair(relay), new Verdict.Blocked(technique, MTS, relay, evidence), NOW));
    }

    private static Pair pair(RelayId relay) {
        return new Pair(MTS, relay);
    }

    private Set<RelayId> serving() {
        return pool.members().stream().map(member -> member.relay().id()).collect(Collectors.toSet());
    }

    private List<Planned> plan() {
        var situation =
                new Situation(now, pool, verdicts, suspects, withdrawn, egress, orders, List.copyOf(recent), published);
        return new Planner(Limits.standard(), Ration.standard()).plan(situation);
    }

    private List<Step> steps(Class<? extends Step> kind) {
        return plan().stream().map(Planned::step).filter(kind::isInstance).toList();
    }
}
