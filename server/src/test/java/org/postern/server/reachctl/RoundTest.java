package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.reach.RelayId;
import org.postern.reach.Stage;
import org.postern.reach.plan.Pool;
import org.postern.server.db.TestDatabase;

final class RoundTest {
    private static final Instant START = Instant.parse("2026-03-01T11:58:30Z");

    @Test
    void what_was_counted_is_judged_by_though_the_hour_cannot_be_written(@TempDir Path folder) {
        try (var database = new TestDatabase(folder)) {
            var groups = new SourceGroups(new Random(1));
            var tally = new Tally(new PrefixGroups(), groups, network -> false, 100);
            var book = new StepBook(database, START);
            var round = new Round(tally, new Roster(100), new HourBook(database), book, () -> new Pool(List.of()));
            round.remember(START);
            tally.passed(InetAddress.ofLiteral("192.0.2.1"), RelayId.CORE, Stage.CONNECTED);
            round.listen(START.plus(Duration.ofMinutes(1)));
            tally.passed(InetAddress.ofLiteral("203.0.113.1"), RelayId.CORE, Stage.CONNECTED);
            round.listen(START.plus(Duration.ofMinutes(2)));
            tally.passed(InetAddress.ofLiteral("198.51.100.1"), RelayId.CORE, Stage.CONNECTED);
            database.fillUp(true);

            boolean isToBeJudged = round.listen(START.plus(Duration.ofMinutes(3)));

            assertThat(isToBeJudged).isTrue();
            assertThat(round.networks()).isEqualTo(3);
        }
    }
}
