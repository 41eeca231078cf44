package org.postern.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.intake.Outcome;
import org.postern.server.mailstore.Changes;

/// Jobs that do not go out by themselves: one that cannot be read, and those of a restored folder.
@Timeout(60)
final class HeldJobsTest {
    @TempDir
    private Path folder;

    private QueueBench bench;

    @BeforeEach
    void open() {
        bench = new QueueBench(folder);
        bench.intakeSays = new Outcome.Deferred(451, "4.3.0", "later");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void one_envelope_that_cannot_be_read_keeps_no_other_from_leaving() throws Exception {
        bench.queue.submit(QueueBench.mail("bea@postern.example"));
        bench.queue.submit(QueueBench.mail("ada@postern.example"));
        bench.settle();
        bench.breakEnvelopeOfJob(1);

        bench.reopenQueue();

        assertThat(bench.queue.list()).extracting(JobNote::id).containsExactly(2L);
        assertThat(bench.queue.held()).singleElement().satisfies(held -> {
            assertThat(held.id()).isEqualTo(1);
            assertThat(held.unreadable()).isTrue();
        });
        assertThat(bench.queue.release(Optional.of(1L))).isZero();
        assertThat(bench.queue.drop(1)).isTrue();
        assertThat(bench.queue.held()).isEmpty();
        assertThat(bench.queue.submissions(QueueBench.ADA, Optional.empty()))
                .extracting(SubmissionNote::failed)
                .containsExactly(0, 1);
    }

    @Test
    void what_is_held_since_a_restore_leaves_when_it_is_released() throws Exception {
        bench.queue.submit(QueueBench.mail("bea@postern.example"));
        bench.settle();
        int tried = bench.arrivals.size();
        bench.restored();
        bench.intakeSays = new Outcome.Kept();

        bench.reopenQueue();
        bench.pass(Duration.ofDays(1));

        assertThat(bench.arrivals).hasSize(tried);
        assertThat(bench.queue.release(Optional.empty())).isEqualTo(1);
        bench.settle();
        assertThat(bench.arrivals).hasSize(tried + 1);
        assertThat(bench.queue.held()).isEmpty();
        assertThat(bench.queue.list()).isEmpty();
    }

    @Test
    void traces_of_old_submissions_go_and_who_asks_since_then_must_ask_for_everything() throws Exception {
        bench.intakeSays = new Outcome.Kept();
        var id = bench.queue.submit(QueueBench.mail("bea@postern.example"));
        bench.settle();
        long known = bench.queue.state(QueueBench.ADA);
        bench.pass(Duration.ofDays(8));
        assertThat(bench.queue.changes(QueueBench.ADA, known, 10))
                .isEqualTo(new Changes.Since<>(List.of(), List.of(), List.of(id), known + 1, false));

        bench.pass(Duration.ofDays(40));

        assertThat(bench.queue.changes(QueueBench.ADA, known, 10)).isInstanceOf(Changes.CannotTell.class);
        assertThat(bench.queue.changes(QueueBench.ADA, known + 1, 10))
                .isEqualTo(new Changes.Since<>(List.of(), List.of(), List.of(), known + 1, false));
    }
}
