package org.postern.reach.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.reach.Evidence;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.ProbeFindings;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;
import org.postern.reach.Technique;
import org.postern.reach.Verdict;

final class JudgeTest {
    private static final RelayId ROME = new RelayId("rome");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Optional<Failure> NOTHING = Optional.empty();

    private final History history = new History(Bounds.standard());

    @Test
    void a_null_route_of_one_relay_is_named_within_ten_minutes_at_twelve_mails_an_hour() {
        for (int seed = 1; seed <= 20; seed++) {
            var town = town(12, seed);
            town.pass(WEEK);
            town.inward = (relay, chance) -> !relay.equals(ROME);
            town.outward = (relay, host) -> !relay.equals(ROME);

            var time = town.passUntilBlocked(ROME, Duration.ofHours(1));

            assertThat(time)
                    .as("seed %d", seed)
                    .hasValueSatisfying(took -> assertThat(took).isLessThanOrEqualTo(Duration.ofMinutes(10)));
            assertThat(technique(town, ROME)).isEqualTo(Technique.NULL_ROUTE);
            assertThat(town.judged(RelayId.CORE)).isNotInstanceOf(Verdict.Blocked.class);
        }
    }

    /// Or with the first letter, when nobody writes for that long.
    @Test
    void a_null_route_is_named_within_half_an_hour_at_three_mails_an_hour() {
        for (int seed = 1; seed <= 20; seed++) {
            var town = town(3, seed);
            town.pass(WEEK);
            town.inward = (relay, chance) -> !relay.equals(ROME);
            town.outward = (relay, host) -> !relay.equals(ROME);

            town.letters = 0;

            var took = town.passUntilBlocked(ROME, Duration.ofHours(2)).orElseThrow();

            assertThat(took.toMinutes() <= 30 || town.letters <= 1)
                    .as("seed %d: %s, %d letters", seed, took, town.letters)
                    .isTrue();
        }
    }

    @Test
    void port_25_alone_is_told_from_a_null_route_by_somebody_inside() {
        for (int seed = 1; seed <= 10; seed++) {
            var town = town(20, seed);
            town.pass(WEEK);
            town.inward = (relay, chance) -> !relay.equals(ROME);
            assertThat(town.passUntilBlocked(ROME, Duration.ofHours(8))).isEmpty();

            probed(town, ROME, found(NOTHING, Optional.of(Failure.GENERIC_TIMEOUT_ERROR)));

            assertThat(technique(town, ROME)).as("seed %d", seed).isEqualTo(Technique.PORT_25_ONLY);
        }
    }

    private static void probed(Town town, RelayId relay, ProbeFindings findings) {
        town.history.see(new Observation.Probed(town.now, town.network, relay, findings));
    }

    private static ProbeFindings found(Optional<Failure> resolver, Optional<Failure> port25) {
        return new ProbeFindings(
                resolver, NOTHING, port25, NOTHING, NOTHING, port25, true, NOTHING, NOTHING, Optional.empty(), NOTHING);
    }

    @Test
    void sessions_that_break_at_one_stage_name_the_technique() {
        named(Stage.CONNECTED, Failure.CONNECTION_RESET, 0, Technique.RESET);
        named(Stage.CONNECTED, Failure.EOF_ERROR, 0, Technique.RESET); // as a relay tells it
        named(Stage.TLS_BEGUN, Failure.GENERIC_TIMEOUT_ERROR, 0, Technique.TLS_FILTER);
        named(Stage.TLS_DONE, Failure.GENERIC_TIMEOUT_ERROR, 16_384, Technique.BYTE_FREEZE);
    }

    private void named(Stage after, Failure failure, long octets, Technique technique) {
        int right = 0;
        for (int seed = 1; seed <= 10; seed++) {
            var town = town(20, seed);
            town.pass(WEEK);
            town.fault =
                    Optional.of(new Observation.Broke(Instant.EPOCH, town.network, ROME, after, failure, 1, 0, octets));

            town.passUntilBlocked(ROME, Duration.ofHours(6));
            right += technique(town, ROME) == technique ? 1 : 0;
        }
        assertThat(right).as(technique.words()).isGreaterThanOrEqualTo(9);
    }

    /// They end before they greet, by every relay, from everywhere in the network; and mail comes as ever.
    @Test
    void who_looks_for_open_ports_makes_no_block() {
        var town = town(20, 7);
        town.pass(WEEK);
        town.scanners = 40;

        for (var relay : Town.RELAYS) {
            assertThat(town.passUntilBlocked(relay, Duration.ofHours(4)))
                    .as("%s", relay)
                    .isEmpty();
        }
    }

    /// The network's resolver may be out: so much is seen of it from outside.
    @Test
    void look_ups_that_stop_while_the_web_goes_on_are_a_lie_when_somebody_inside_says_so() {
        var town = town(20, 3);
        town.pass(WEEK);
        town.asksUs = false;
        assertThat(town.passUntilBlocked(RelayId.CORE, Duration.ofHours(3))).isEmpty();
        assertThat(town.judged(RelayId.CORE)).isInstanceOf(Verdict.Doubtful.class);

        probed(town, RelayId.CORE, found(Optional.of(Failure.DNS_BOGON_ERROR), NOTHING));

        assertThat(technique(town, RelayId.CORE)).isEqualTo(Technique.DNS_LIE);
    }

    @Test
    void a_relay_that_died_is_our_fault() {
        var town = town(20, 4);
        town.pass(WEEK);
        town.inward = (relay, chance) -> !relay.equals(ROME);
        town.outward = (relay, host) -> !relay.equals(ROME);
        town.pass(Duration.ofMinutes(5));
        town.history.see(
                new Observation.Looked(town.now, ROME, RelayId.CORE, Optional.of(Failure.GENERIC_TIMEOUT_ERROR)));

        assertThat(town.judged(ROME)).isInstanceOf(Verdict.OurFault.class);
    }

    @Test
    void what_many_networks_have_in_common_is_our_fault() {
        var towns = IntStream.rangeClosed(1, 6).mapToObj(as -> town(as, 20, as)).toList();
        together(towns, WEEK);
        towns.forEach(town -> town.inward = (relay, chance) -> !relay.equals(ROME));

        together(towns, Duration.ofHours(3));

        assertThat(towns).noneMatch(town -> town.judged(ROME) instanceof Verdict.Blocked);
        assertThat(towns).anyMatch(town -> town.judged(ROME) instanceof Verdict.OurFault);
    }

    @Test
    void a_fault_of_ours_is_over_at_the_moment_at_which_others_come_again() {
        var towns = IntStream.rangeClosed(1, 6).mapToObj(as -> town(as, 20, as)).toList();
        together(towns, WEEK);
        towns.forEach(town -> town.inward = (relay, chance) -> !relay.equals(ROME));
        together(towns, Duration.ofHours(3));
        assertThat(towns.getFirst().judged(ROME)).isInstanceOf(Verdict.OurFault.class);

        towns.stream()
                .skip(1)
                .forEach(town ->
                        history.see(new Observation.Passed(town.now, town.network, ROME, Stage.CONNECTED, 1, 1)));

        assertThat(towns.getFirst().judged(ROME)).isNotInstanceOf(Verdict.OurFault.class);
    }

    @Test
    void sessions_that_break_for_many_networks_are_our_fault() {
        var towns = IntStream.rangeClosed(1, 6).mapToObj(as -> town(as, 20, as)).toList();
        together(towns, WEEK);
        towns.forEach(town -> town.fault = Optional.of(new Observation.Broke(
                Instant.EPOCH, town.network, ROME, Stage.TLS_BEGUN, Failure.SSL_FAILED_HANDSHAKE, 1, 0, 0)));

        together(towns, Duration.ofHours(6));

        assertThat(towns).noneMatch(town -> town.judged(ROME) instanceof Verdict.Blocked);
        assertThat(towns).anyMatch(town -> town.judged(ROME) instanceof Verdict.OurFault);
    }

    @Test
    void who_still_comes_in_is_not_null_routed_whatever_our_own_connections_do() {
        var town = town(20, 6);
        town.pass(WEEK);
        town.outward = (relay, host) -> !relay.equals(ROME);
        town.pass(Duration.ofHours(1)); // until somebody came in, it looks like a block

        assertThat(town.passUntilBlocked(ROME, Duration.ofHours(8))).isEmpty();
    }

    @Test
    void an_outage_of_the_network_is_not_a_block() {
        for (int seed = 1; seed <= 10; seed++) {
            var town = town(20, seed);
            town.pass(WEEK);
            town.inward = (relay, chance) -> false;
            town.outward = (relay, host) -> false;
            town.asksUs = false;
            town.browses = false;

            assertThat(town.passUntilBlocked(ROME, Duration.ofHours(8))).isEmpty();
            assertThat(town.passUntilBlocked(RelayId.CORE, Duration.ofHours(8))).isEmpty();
        }
    }

    @Test
    void one_sender_s_middlebox_is_not_a_network() {
        var town = town(20, 6);
        town.pass(WEEK);
        town.senders = 1;
        town.fault = Optional.of(new Observation.Broke(
                Instant.EPOCH, town.network, ROME, Stage.TLS_BEGUN, Failure.GENERIC_TIMEOUT_ERROR, 1, 0, 0));

        assertThat(town.passUntilBlocked(ROME, Duration.ofHours(12))).isEmpty();
    }

    @Test
    void one_host_that_will_not_hear_of_us_is_not_a_network() {
        var town = town(12, 7);
        town.hosts = 3;
        town.outward = (relay, host) -> !(relay.equals(ROME) && host == 1);

        town.pass(WEEK);

        assertThat(town.passUntilBlocked(ROME, Duration.ofDays(2))).isEmpty();
    }

    @Test
    void a_line_that_loses_connections_by_chance_is_no_block() {
        for (int seed = 1; seed <= 40; seed++) {
            var town = town(8, seed);
            var chance = new Random(seed);
            town.pass(Duration.ofDays(1));
            town.inward = (relay, luck) -> luck.nextDouble() > 0.2;
            town.outward = (relay, host) -> chance.nextDouble() > 0.2;

            assertThat(town.passUntilBlocked(ROME, Duration.ofHours(12)))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    @Test
    void few_are_missed_where_few_ask() {
        var network = new SourceNetwork.As(8359);
        var now = Instant.parse("2019-03-01T00:00:00Z");
        for (int busy = 0; busy < 24 * 60; busy++) {
            now = now.plus(Duration.ofMinutes(1));
            passed(now, network, ROME, Stage.ASKED);
            passed(now, network, busy % 3 == 0 ? ROME : RelayId.CORE, Stage.CONNECTED);
        }
        for (int letter = 1; letter <= 8; letter++) {
            now = now.plus(Duration.ofMinutes(30));
            passed(now, network, ROME, Stage.ASKED);
            passed(now, network, RelayId.CORE, Stage.CONNECTED);

            var verdict = Judge.opinion(history, network, ROME, now).verdict();
            assertThat(doubt(verdict)).isLessThanOrEqualTo(letter + 2); // and two of the busy time
        }
    }

    private void passed(Instant minute, SourceNetwork network, RelayId relay, Stage stage) {
        history.see(new Observation.Passed(minute, network, relay, stage, 1, 1));
    }

    private static double doubt(Verdict verdict) {
        var evidence = verdict instanceof Verdict.Doubtful doubtful ? doubtful.evidence() : List.<Evidence>of();
        return evidence.stream().mapToDouble(Evidence::nats).sum();
    }

    @Test
    void a_host_that_goes_down_and_comes_back_speaks_against_no_relay() {
        var town = town(12, 9);
        town.hosts = 1;
        town.pass(WEEK);
        town.inward = (relay, chance) -> !relay.equals(ROME); // which alone is doubt
        town.outward = (relay, host) -> false;
        town.pass(Duration.ofMinutes(30));
        assertThat(town.judged(ROME)).isNotInstanceOf(Verdict.Blocked.class);

        town.reached(RelayId.CORE); // the first to find it up again

        assertThat(town.judged(ROME)).isNotInstanceOf(Verdict.Blocked.class);
    }

    /// THREAT T-42
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void look_ups_that_somebody_plants_never_make_a_block(int hosts) {
        var town = town(1, 10);
        town.hosts = hosts;
        town.pass(WEEK);
        town.isLiedAbout = true;

        assertThat(town.passUntilBlocked(ROME, Duration.ofDays(2))).isEmpty();
    }

    @Test
    void a_block_of_the_core_s_address_says_nothing_of_a_relay() {
        var town = town(12, 11);
        town.pass(WEEK);
        town.inward = (relay, chance) -> !relay.equals(RelayId.CORE);
        town.outward = (relay, host) -> !relay.equals(RelayId.CORE);
        town.passUntilBlocked(RelayId.CORE, Duration.ofHours(1));

        for (int minute = 0; minute < 240; minute++) {
            town.pass(Duration.ofMinutes(1));
            assertThat(town.judged(ROME)).as("minute %d", minute).isInstanceOf(Verdict.Reachable.class);
        }
    }

    @Test
    void an_ordinary_month_raises_no_alarm() {
        var towns = IntStream.rangeClosed(1, 8)
                .mapToObj(as -> town(as, 1 + as * 5, as))
                .toList();
        together(towns, WEEK);
        int alarms = 0;
        for (int quarter = 0; quarter < 23 * 24 * 4; quarter++) {
            together(towns, Duration.ofMinutes(15));
            for (var town : towns) {
                alarms += (int) Town.RELAYS.stream()
                        .filter(relay -> town.judged(relay) instanceof Verdict.Blocked)
                        .count();
            }
        }

        assertThat(alarms).isZero();
    }

    @Test
    void an_open_path_takes_the_verdict_back() {
        var town = town(12, 8);
        town.pass(WEEK);
        town.inward = (relay, chance) -> !relay.equals(ROME);
        town.outward = (relay, host) -> !relay.equals(ROME);
        town.passUntilBlocked(ROME, Duration.ofHours(1));
        town.outward = (relay, host) -> true;

        town.pass(Duration.ofHours(1));

        assertThat(town.judged(ROME)).isNotInstanceOf(Verdict.Blocked.class);
    }

    private static void together(List<Town> towns, Duration time) {
        var minutes = new ArrayList<Long>();
        for (long minute = 0; minute < time.toMinutes(); minute++) {
            minutes.add(minute);
        }
        minutes.forEach(minute -> towns.forEach(town -> town.pass(Duration.ofMinutes(1))));
    }

    private Town town(double mailsAnHour, long seed) {
        return new Town(new History(Bounds.standard()), 8359, mailsAnHour, seed);
    }

    private Town town(int as, double mailsAnHour, long seed) {
        return new Town(history, as, mailsAnHour, seed);
    }

    private static Technique technique(Town town, RelayId relay) {
        return town.judged(relay) instanceof Verdict.Blocked blocked ? blocked.technique() : null;
    }
}
