package org.postern.reach.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.reach.Failure;
import org.postern.reach.Observation.Probed;
import org.postern.reach.ProbeFindings;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;

final class PairHistoryTest {
    private static final Instant NOW = Instant.parse("2019-03-01T12:00:00Z");
    private static final Optional<Failure> FINE = Optional.empty();

    private final PairHistory pair = new PairHistory(Bounds.standard(), new Watch());

    @Test
    void a_report_of_our_names_alone_takes_nothing_from_one_that_tried_an_address() {
        var whole = seen(NOW, whole());
        var names = seen(
                NOW.plusSeconds(60), ProbeFindings.ofNames(Optional.of(Failure.DNS_BOGON_ERROR), Optional.empty()));

        pair.see(whole);
        pair.see(names);

        assertThat(pair.probed(NOW.plusSeconds(120))).contains(whole);
        assertThat(pair.probedNames(NOW.plusSeconds(120))).contains(names);
    }

    @Test
    void neither_speaks_for_ever() {
        pair.see(seen(NOW, whole()));

        var later = NOW.plus(Bounds.standard().fresh());
        assertThat(pair.probed(later)).isEmpty();
        assertThat(pair.probedNames(later)).isEmpty();
    }

    private static Probed seen(Instant at, ProbeFindings findings) {
        return new Probed(at, new SourceNetwork.As(64500), RelayId.CORE, findings);
    }

    private static ProbeFindings whole() {
        return new ProbeFindings(FINE, FINE, FINE, FINE, FINE, FINE, true, FINE, FINE, Optional.empty(), FINE);
    }
}
