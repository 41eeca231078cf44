package org.postern.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.server.settings.Size;

/// Somebody sets the clock of the machine, while the service runs or between two runs.
@Timeout(60)
class ClockJumpTest {
    @TempDir
    private Path folder;

    private QueueBench bench;

    @BeforeEach
    void open() {
        bench = new QueueBench(folder);
        bench.names.failing("broken.example");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {-365 * 24, -1, 1, 365 * 24})
    void a_clock_that_is_set_makes_no_try_late_and_sends_nothing_back(long hours) throws Exception {
        bench.queue.submit(QueueBench.mail("bo@broken.example"));
        bench.settle();

        bench.clock.jump(Duration.ofHours(hours));
        bench.pass(Duration.ofMinutes(1));
        assertThat(attempts()).as("not early").isEqualTo(1);
        bench.pass(Duration.ofMinutes(10));

        assertThat(attempts()).as("not late").isEqualTo(2);
        assertThat(bench.arrivals).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {-365 * 24, -1, 1, 365 * 24})
    void a_clock_that_was_set_while_the_service_was_off_loses_nothing(long hours) throws Exception {
        bench.queue.submit(QueueBench.mail("bo@broken.example"));
        bench.settle();

        bench.closeFiles();
        bench.clock.jump(Duration.ofHours(hours));
        bench.open();
        bench.pass(Duration.ofMinutes(10));

        assertThat(attempts()).isBetween(1, 2);
        for (int quarters = 0; quarters < 8; quarters++) {
            bench.pass(Duration.ofMinutes(15));
        }
        assertThat(attempts()).as("it is tried again within two hours").isBetween(3, 7);
        assertThat(bench.queue.list()).as("and not given up").hasSize(1);
    }

    /// THREAT T-27
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_account_that_sent_to_as_many_as_it_may_waits_also_over_a_restart(boolean restarted) throws Exception {
        var mail = QueueBench.mail("bo@broken.example");
        for (int i = 0; i < QueueSettings.usual().recipientsPerHour(); i++) {
            assertThat(bench.queue.offer(mail)).isInstanceOf(Offered.Taken.class);
        }
        if (restarted) {
            bench.closeFiles();
            bench.open();
        }

        assertThat(bench.queue.offer(mail)).isInstanceOf(Offered.TooMany.class);

        bench.clock.advance(Duration.ofMinutes(1));
        assertThat(bench.queue.offer(mail)).isInstanceOf(Offered.Taken.class);
        bench.settle();
        assertThat(bench.queue.submissions(QueueBench.ADA, Optional.empty())).hasSize(501);
    }

    /// THREAT T-27
    @Test
    void what_does_not_fit_into_the_accounts_share_is_not_taken() {
        bench.settings = small();
        bench.reopenQueue();

        assertThat(bench.queue.offer(QueueBench.mail("bo@broken.example"))).isInstanceOf(Offered.NoRoom.class);
        assertThat(bench.queue.list()).isEmpty();
    }

    private static QueueSettings small() {
        var usual = QueueSettings.usual();
        return new QueueSettings(
                usual.connectionsPerDestination(),
                usual.connectionsPerAccount(),
                usual.connections(),
                usual.recipientsPerHour(),
                usual.recipientsPerDay(),
                usual.space(),
                new Size(100),
                usual.firstRetry(),
                usual.longestRetry(),
                usual.warnAfter(),
                usual.lifetime());
    }

    private int attempts() {
        return bench.queue.list().getFirst().attempts();
    }
}
