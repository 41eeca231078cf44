package org.postern.server.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.db.StoreBroken;
import org.postern.server.intake.Arrival;
import org.postern.server.intake.Outcome;
import org.postern.server.mailstore.Changes;
import org.postern.server.smtpout.FakePeer;

@Timeout(60)
class DurableQueueTest {
    private static final String HELLO = "S: 220 hi\nC: EHLO*\nS: 250 hi\n";
    private static final String TAKEN = """
            C: MAIL FROM:<ada@postern.example>
            S: 250 ok
            C: RCPT*
            S: 250 ok
            C: DATA
            S: 354 go
            D:
            S: 250 2.0.0 kept
            """;
    private static final String QUIT = "C: QUIT\nS: 221 bye\n";

    @TempDir
    private Path folder;

    private QueueBench bench;

    @BeforeEach
    void open() {
        bench = new QueueBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /// THREAT T-27
    @Test
    void mail_that_is_offered_together_is_kept_by_one_commit_and_each_has_its_own_answer() throws Exception {
        bench.names.failing("broken.example");
        var many = new String[QueueSettings.usual().recipientsPerHour()];
        Arrays.setAll(many, number -> "b" + number + "@broken.example");
        var one = QueueBench.mail("bo@broken.example");

        var offered = bench.queue.offer(List.of(one, QueueBench.mail(many), one));

        assertThat(offered.get(0)).isInstanceOf(Offered.Taken.class);
        assertThat(offered.get(1)).isInstanceOf(Offered.TooMany.class);
        assertThat(offered.get(2)).isInstanceOf(Offered.Taken.class).isNotEqualTo(offered.get(0));
        assertThat(bench.changes.stream().filter(change -> change.state() == 2)).hasSize(1);
        assertThat(bench.changes).noneMatch(change -> change.state() == 1);
        bench.settle();
        assertThat(bench.queue.list()).hasSize(2);
    }

    @Test
    void what_could_not_be_kept_was_not_taken_and_does_not_count() {
        var mail = QueueBench.mail("bo@broken.example");
        bench.names.failing("broken.example");
        bench.fillUp(true);
        var all = Collections.nCopies(QueueSettings.usual().recipientsPerHour(), mail);
        assertThatThrownBy(() -> bench.queue.offer(all)).isInstanceOf(StoreBroken.class);
        bench.fillUp(false);

        assertThat(bench.queue.list()).isEmpty();
        assertThat(bench.queue.offer(all)).hasOnlyElementsOfType(Offered.Taken.class);
    }

    @Test
    void mail_to_elsewhere_leaves_signed_and_without_what_tells_of_the_sender() throws Exception {
        try (var peer = peer("peer.example", HELLO + TAKEN + QUIT)) {
            bench.queue.submit(QueueBench.mail("bo@peer.example"));
            bench.settle();

            assertThat(peer.problems()).isEmpty();
            assertThat(peer.texts())
                    .singleElement()
                    .satisfies(text -> assertThat(text)
                            .contains(
                                    "a=ed25519-sha256", "a=rsa-sha256", "\r\nDate: Sun, 1 Mar 2026 12:00:00 +0000\r\n")
                            .contains("\r\nMessage-ID: <", "@postern.example>\r\n", "Subject: plans for tomorrow")
                            .doesNotContainIgnoringCase(
                                    "bcc:", "user-agent", "originating", "received:", "192.0.2.77"));
            assertThat(bench.queue.list()).isEmpty();
        }
    }

    @Test
    void a_user_sees_the_state_of_a_submission_move_and_is_told() throws Exception {
        try (var peer = peer("peer.example", HELLO + TAKEN + QUIT)) {
            long before = bench.queue.state(QueueBench.ADA);

            var id = bench.queue.submit(QueueBench.mail("bo@peer.example"));
            bench.settle();

            assertThat(peer.problems()).isEmpty();
            assertThat(bench.queue.submissions(QueueBench.ADA, Optional.of(List.of(id))))
                    .singleElement()
                    .satisfies(note -> {
                        assertThat(note.delivered()).isEqualTo(1);
                        assertThat(note.waiting()).isZero();
                        assertThat(note.deliveries()).isEmpty();
                    });
            assertThat(bench.queue.changes(QueueBench.ADA, before, 10))
                    .isEqualTo(new Changes.Since<>(
                            List.of(id), List.of(), List.of(), bench.queue.state(QueueBench.ADA), false));
            assertThat(bench.changes).isNotEmpty();
        }
    }

    @Test
    void notes_are_forgotten_after_a_week_and_the_trace_tells() throws Exception {
        var id = bench.queue.submit(QueueBench.mail("bea@postern.example"));
        bench.settle();
        long known = bench.queue.state(QueueBench.ADA);

        bench.pass(Duration.ofDays(8));

        assertThat(bench.queue.submissions(QueueBench.ADA, Optional.empty())).isEmpty();
        assertThat(bench.queue.changes(QueueBench.ADA, known, 10))
                .isEqualTo(new Changes.Since<>(List.of(), List.of(), List.of(id), known + 1, false));
        assertThat(bench.queue.changes(QueueBench.ADA, known + 9, 10)).isInstanceOf(Changes.CannotTell.class);
    }

    @Test
    void mail_to_an_account_here_goes_to_intake_unsigned_and_to_nobody_comes_back() throws Exception {
        bench.queue.submit(QueueBench.mail("bea@postern.example", "nobody@postern.example"));
        bench.settle();

        assertThat(bench.arrivals).hasSize(2);
        assertThat(bench.arrivals.getFirst().origin()).isInstanceOf(Arrival.Origin.Own.class);
        assertThat(text(bench.arrivals.getFirst()))
                .doesNotContain("DKIM-Signature")
                .doesNotContain("secret@");
        assertThat(bench.arrivals.getLast()).satisfies(report -> {
            assertThat(report.returnPath()).isEmpty();
            assertThat(text(report))
                    .contains("Final-Recipient: rfc822; nobody@postern.example", "Status: 5.1.1", "Action: failed")
                    .contains("Subject: plans for tomorrow")
                    .doesNotContain("See you at noon");
        });
    }

    @Test
    void each_recipient_fares_alone() throws Exception {
        var mixed = HELLO + """
                C: MAIL*
                S: 250 ok
                C: RCPT TO:<bo@peer.example>
                S: 250 ok
                C: RCPT TO:<gone@peer.example>
                S: 550 5.1.1 unknown
                C: RCPT TO:<late@peer.example>
                S: 450 4.2.0 later
                C: DATA
                S: 354 go
                D:
                S: 250 kept
                """ + QUIT;
        try (var peer = peer("peer.example", mixed)) {
            var id = bench.queue.submit(QueueBench.mail("bo@peer.example", "gone@peer.example", "late@peer.example"));
            bench.settle();

            assertThat(peer.problems()).isEmpty();
            var note = bench.queue
                    .submissions(QueueBench.ADA, Optional.of(List.of(id)))
                    .getFirst();
            assertThat(note.deliveries().values())
                    .extracting(SubmissionNote.Delivery::delivered)
                    .containsExactly(
                            SubmissionNote.Delivered.YES, SubmissionNote.Delivered.NO, SubmissionNote.Delivered.QUEUED);
            assertThat(note.delivered() + " " + note.failed() + " " + note.waiting())
                    .isEqualTo("1 1 1");
            assertThat(bench.arrivals)
                    .singleElement()
                    .satisfies(report -> assertThat(text(report))
                            .contains("Remote-MTA: dns; 127.0.0.1", "Diagnostic-Code: smtp; 550 5.1.1 unknown")
                            .doesNotContain("late@"));
        }
    }

    @Test
    void a_sender_is_warned_after_four_hours_and_gets_the_message_back_after_five_days() throws Exception {
        bench.names.failing("broken.example");
        bench.queue.submit(QueueBench.mail("bo@broken.example"));
        bench.settle();
        for (int minutes = 0; minutes < 4 * 60 - 5; minutes += 5) {
            bench.pass(Duration.ofMinutes(5));
        }
        assertThat(bench.arrivals).isEmpty();

        bench.pass(Duration.ofMinutes(10));
        bench.pass(Duration.ofHours(5));

        assertThat(bench.arrivals)
                .singleElement()
                .satisfies(report -> assertThat(text(report))
                        .contains(
                                "Action: delayed",
                                "Status: 4.4.1",
                                "Will-Retry-Until: Fri, 6 Mar 2026 12:00:00 +0000"));

        for (int hours = 0; hours < 5 * 24; hours += 4) {
            bench.pass(Duration.ofHours(4));
        }

        assertThat(bench.arrivals).hasSize(2);
        assertThat(text(bench.arrivals.getLast())).contains("Action: failed", "Status: 5.4.7");
        assertThat(bench.queue.list()).isEmpty();
    }

    /// THREAT T-14
    @Test
    void nothing_is_reported_about_a_report_nor_to_who_asked_for_nothing() throws Exception {
        var never = new Submission.Notify(true, false, false, false);
        bench.queue.submit(QueueBench.mail(never, "nobody@postern.example"));
        var message = QueueBench.mail("x@postern.example").parcels().getFirst().message();
        bench.queue.submit(new Submission(
                Optional.empty(),
                Optional.empty(),
                List.of(QueueBench.parcel(message, Submission.Notify.usual(), "nobody@postern.example"))));
        bench.settle();

        assertThat(bench.arrivals).isEmpty();
        assertThat(bench.queue.list()).isEmpty();
    }

    @Test
    void success_is_reported_by_us_where_the_peer_does_not_report() throws Exception {
        var success = new Submission.Notify(false, true, true, false);
        try (var peer = peer("peer.example", HELLO + TAKEN + QUIT)) {
            bench.queue.submit(QueueBench.mail(success, "bo@peer.example"));
            bench.settle();

            assertThat(peer.problems()).isEmpty();
            assertThat(bench.arrivals)
                    .singleElement()
                    .satisfies(report -> assertThat(text(report)).contains("Action: relayed", "Status: 2.0.0"));
        }
    }

    @Test
    void a_job_outlives_a_restart_and_leaves_then() throws Exception {
        bench.names.failing("peer.example");
        bench.queue.submit(QueueBench.mail("bo@peer.example"));
        bench.settle();

        bench.closeFiles();
        try (var peer = route("peer.example", new FakePeer(HELLO + TAKEN + QUIT))) {
            bench.open();
            bench.pass(Duration.ofMinutes(10));

            assertThat(peer.problems()).isEmpty();
            assertThat(peer.texts()).hasSize(1);
            assertThat(bench.queue.list()).isEmpty();
        }
    }

    @Test
    void what_a_peer_has_taken_and_we_have_recorded_does_not_leave_again_after_a_kill() throws Exception {
        var once = HELLO + """
                C: MAIL*
                S: 250 ok
                C: RCPT TO:<bo@peer.example>
                S: 250 ok
                C: RCPT TO:<late@peer.example>
                S: 450 later
                C: DATA
                S: 354 go
                D:
                S: 250 kept
                """ + QUIT;
        var then = HELLO + TAKEN.replace("RCPT*", "RCPT TO:<late@peer.example>") + QUIT;
        try (var peer = peer("peer.example", once, then)) {
            bench.queue.submit(QueueBench.mail("bo@peer.example", "late@peer.example"));
            bench.settle();

            bench.reopenQueue();
            bench.pass(Duration.ofMinutes(10));

            assertThat(peer.problems()).isEmpty();
            assertThat(peer.texts()).hasSize(2);
        }
    }

    /// THREAT T-01, T-02
    @Test
    void neither_addresses_nor_words_reach_the_disk_and_a_finished_jobs_key_is_gone_from_it() throws Exception {
        bench.names.failing("peer.example");
        bench.queue.submit(QueueBench.mail("bo@peer.example"));
        bench.settle();
        var secret = new String(bench.secretOfOnlyJob().toByteArray(), StandardCharsets.ISO_8859_1);

        assertThat(bench.disk())
                .contains(secret)
                .doesNotContain("peer.example", "plans for tomorrow", "noon", "ada@postern.example");

        bench.queue.drop(bench.queue.list().getFirst().id());
        bench.pass(Duration.ofMinutes(2));

        assertThat(bench.disk()).doesNotContain(secret);
    }

    @Test
    void the_operator_sees_codes_and_no_addresses_and_can_retry_and_drop() throws Exception {
        try (var peer = peer("peer.example", HELLO + "C: MAIL*\nS: 451 4.7.1 wait\n" + QUIT, HELLO + TAKEN + QUIT)) {
            bench.queue.submit(QueueBench.mail("bo@peer.example"));
            bench.settle();

            assertThat(bench.queue.list()).singleElement().satisfies(note -> {
                assertThat(note.lastCode()).contains(451);
                assertThat(note.attempts()).isEqualTo(1);
                assertThat(note.toString()).doesNotContain("peer.example");
            });
            assertThat(bench.queue.retry(Optional.empty())).isEqualTo(1);
            bench.settle();

            assertThat(peer.problems()).isEmpty();
            assertThat(bench.queue.list()).isEmpty();
            assertThat(bench.queue.drop(1)).isFalse();
        }
    }

    @Test
    void an_intake_that_defers_is_asked_again() throws Exception {
        bench.intakeSays = new Outcome.Deferred(452, "4.2.2", "The mailbox is full");
        bench.queue.submit(QueueBench.mail("bea@postern.example"));
        bench.settle();
        bench.intakeSays = new Outcome.Kept();

        bench.pass(Duration.ofMinutes(10));

        assertThat(bench.arrivals).hasSize(2);
        assertThat(bench.queue.list()).isEmpty();
    }

    @Test
    void what_a_peer_has_taken_does_not_leave_again_when_that_could_not_be_written_down() throws Exception {
        try (var peer = route("peer.example", new FakePeer(HELLO + TAKEN + QUIT))) {
            bench.names.failing("peer.example");
            bench.queue.submit(QueueBench.mail("bo@peer.example"));
            bench.settle();
            bench.reopenQueue(); // with the route

            bench.fillUp(true);
            bench.queue.retry(Optional.empty());
            bench.settle();
            bench.queue.retry(Optional.empty());
            bench.settle();
            var whileFull = bench.queue.list();
            bench.fillUp(false);
            bench.pass(Duration.ofHours(4));

            assertThat(peer.problems()).isEmpty();
            assertThat(peer.texts()).hasSize(1);
            assertThat(whileFull).hasSize(1);
            assertThat(bench.queue.list()).isEmpty();
        }
    }

    private FakePeer peer(String domain, String... dialogues) throws Exception {
        var peer = route(domain, new FakePeer(dialogues));
        bench.reopenQueue();
        return peer;
    }

    private FakePeer route(String domain, FakePeer peer) {
        bench.routes.put(domain, "127.0.0.1:" + peer.port());
        return peer;
    }

    private static String text(Arrival arrival) {
        assertThat(arrival.recipients()).hasSize(1);
        return new String(arrival.message().toByteArray(), StandardCharsets.UTF_8);
    }
}
