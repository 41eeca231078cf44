package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.reach.Observation;
import org.postern.reach.ProbeFindings;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;

final class RosterTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private static final ProbeFindings FINE = new ProbeFindings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private final Roster roster = new Roster(10);

    /// THREAT T-71
    @Test
    void strangers_find_no_room_in_a_full_roster_and_who_mails_does() {
        for (int i = 1; i <= 10; i++) {
            assertThat(roster.admits(seen(i, Stage.ASKED, 0))).isTrue();
        }

        assertThat(roster.admits(seen(11, Stage.CONNECTED, 1))).isFalse();
        assertThat(roster.admits(seen(12, Stage.KEPT, 1))).isTrue();
        assertThat(roster.hasMailed(as(12))).isTrue();
    }

    @Test
    void room_is_made_by_striking_out_strangers_and_then_who_has_not_mailed_for_longest() {
        for (int i = 1; i <= 5; i++) {
            roster.admits(seen(i, Stage.KEPT, i));
        }
        for (int i = 6; i <= 10; i++) {
            roster.admits(seen(i, Stage.ASKED, 100));
        }
        for (int i = 11; i <= 14; i++) {
            roster.admits(seen(i, Stage.KEPT, 50));
        }

        var out = roster.makeRoom(network -> network.equals(as(6)));

        assertThat(out).containsExactlyInAnyOrder(as(7), as(8), as(9), as(10), as(1));
        assertThat(roster.knows(as(6))).isTrue();
        assertThat(roster.size()).isEqualTo(9);
    }

    /// Its volunteer is somebody whom the operator invited.
    @Test
    void a_report_is_heard_from_where_nobody_came() {
        var found = new Observation.Probed(START, as(7), RelayId.CORE, FINE);

        assertThat(roster.admits(found)).isTrue();
        assertThat(roster.knows(as(7))).isTrue();
    }

    @Test
    void a_network_that_has_mailed_keeps_that_when_it_only_asks() {
        roster.admits(seen(1, Stage.KEPT, 0));

        roster.admits(seen(1, Stage.ASKED, 5));

        assertThat(roster.hasMailed(as(1))).isTrue();
    }

    private static Observation seen(int network, Stage stage, int minute) {
        return new Observation.Passed(START.plusSeconds(60L * minute), as(network), RelayId.CORE, stage, 1, 1);
    }

    private static SourceNetwork as(int number) {
        return new SourceNetwork.As(number);
    }
}
