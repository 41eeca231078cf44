package org.postern.reach.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.ProbeFindings;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;
import org.postern.reach.Technique;
import org.postern.reach.Verdict;

/// What servers see every day, and is nobody's block; and what must not hide one.
final class OrdinaryLifeTest {
    private static final RelayId ROME = new RelayId("rome");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Instant START = Instant.parse("2019-03-01T00:00:00Z");

    private final History history = new History(Bounds.standard());

    @Test
    void programs_that_never_use_tls_are_no_senders_that_ceased_to() {
        var bots = new SourceNetwork.As(64500);
        var now = START;
        for (int session = 0; session < 400; session++) {
            now = now.plus(Duration.ofMinutes(30));
            passed(bots, now, Stage.CONNECTED, 1L << session % 5);
            passed(bots, now, Stage.GREETED, 1L << session % 5);
            passed(bots, now.plusSeconds(60), Stage.WEB, 1);

            assertThat(Judge.opinion(history, bots, ROME, now.plusSeconds(60)).verdict())
                    .as("session %d", session)
                    .isNotInstanceOf(Verdict.Blocked.class);
        }
    }

    /// An upgrade, a host that was restarted, a machine that slept.
    @Test
    void nobody_is_missed_for_the_time_in_which_we_were_away() {
        var network = new SourceNetwork.As(64500); // its resolver is in another
        var now = START;
        for (int letter = 0; letter < 2_000; letter++) {
            now = now.plus(Duration.ofMinutes(2));
            passed(network, now, Stage.CONNECTED, 1);
        }

        now = now.plus(Duration.ofHours(3));
        assertThat(verdict(network, now)).as("as if it were their silence").isInstanceOf(Verdict.Doubtful.class);
        history.watching(now);
        assertThat(verdict(network, now)).isInstanceOf(Verdict.Reachable.class);
        assertThat(verdict(network, now.plus(Duration.ofHours(1))))
                .as("what does not come from now on is missed")
                .isInstanceOf(Verdict.Doubtful.class);
    }

    private Verdict verdict(SourceNetwork network, Instant now) {
        return Judge.opinion(history, network, ROME, now).verdict();
    }

    @Test
    void what_a_volunteer_saw_speaks_for_an_hour_and_a_half() {
        var town = new Town(history, 64500, 20, 4);
        town.hosts = 0;
        town.pass(WEEK);
        var seen = Optional.of(Failure.GENERIC_TIMEOUT_ERROR);
        town.history.see(new Observation.Probed(town.now, town.network, ROME, nothingAnswers(seen)));
        assertThat(town.judged(ROME)).isInstanceOf(Verdict.Doubtful.class);
        town.pass(Duration.ofHours(2));
        town.inward = (relay, chance) -> !relay.equals(ROME);

        assertThat(town.passUntilBlocked(ROME, Duration.ofHours(3))).isEmpty();
    }

    private static ProbeFindings nothingAnswers(Optional<Failure> seen) {
        var fine = Optional.<Failure>empty();
        return new ProbeFindings(fine, fine, seen, seen, seen, fine, true, fine, fine, Optional.empty(), fine);
    }

    @Test
    void mail_that_stops_where_the_web_goes_on_by_the_same_address_is_never_called_a_null_route() {
        for (int seed = 1; seed <= 5; seed++) {
            var town = new Town(new History(Bounds.standard()), 64500, 30, seed);
            town.hosts = 0;
            town.pass(WEEK);
            town.inward = (relay, chance) -> !relay.equals(ROME);

            town.passUntilBlocked(ROME, Duration.ofDays(1));

            if (town.judged(ROME) instanceof Verdict.Blocked blocked) {
                assertThat(blocked.technique()).as("seed %d", seed).isEqualTo(Technique.PORT_25_ONLY);
            }
        }
    }

    /// THREAT T-70: anybody can ask for our names, in anybody's name.
    @Test
    void networks_that_ask_and_never_came_do_not_make_a_block_our_fault() {
        var town = new Town(history, 64500, 30, 5);
        town.pass(WEEK);
        for (int minute = 0; minute < 90; minute++) {
            for (int stranger = 1; stranger <= 10; stranger++) {
                passed(new SourceNetwork.As(65_000 + stranger), town.now, Stage.ASKED, 1);
            }
            town.pass(Duration.ofMinutes(1));
        }
        town.hosts = 0;
        town.inward = (relay, chance) -> !relay.equals(ROME);

        town.pass(Duration.ofMinutes(70));

        assertThat(town.judged(ROME)).isNotInstanceOf(Verdict.OurFault.class).isNotInstanceOf(Verdict.Reachable.class);
    }

    private void passed(SourceNetwork network, Instant at, Stage stage, long sources) {
        history.see(new Observation.Passed(at, network, ROME, stage, 1, sources));
    }
}
