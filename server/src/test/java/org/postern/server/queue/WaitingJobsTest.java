package org.postern.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.server.accounts.AccountId;
import org.postern.server.blobs.BlobRef;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.ThreadId;
import org.postern.server.settings.Size;
import org.postern.wire.address.MailAddress;

class WaitingJobsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final AccountId ADA = new AccountId(1);
    private static final MailAddress BO = MailAddress.parse("bo@peer.example").orElseThrow();
    private static final JobSeal SEAL = JobSeal.fresh(new SecureRandom());

    private final WaitingJobs jobs = new WaitingJobs();

    @Test
    void only_what_is_due_is_taken_and_in_its_order() {
        for (int i = 0; i < 1000; i++) {
            jobs.add(job(i, NOON.plusSeconds((i * 7919) % 1000)));
        }

        var due = jobs.takeDue(NOON.plusSeconds(9));

        assertThat(due)
                .extracting(job -> job.nextDue().orElseThrow())
                .isSorted()
                .hasSize(10);
        assertThat(jobs.takeDue(NOON.plusSeconds(9))).isEmpty();
        assertThat(jobs.takeDue(NOON.plusSeconds(1000))).hasSize(990);
    }

    @Test
    void a_job_that_is_planned_anew_is_due_at_its_new_time_alone() {
        var job = job(1, NOON.plusSeconds(10));
        jobs.add(job);

        job.retryAt(NOON.plusSeconds(60));
        jobs.plan(job);

        assertThat(jobs.takeDue(NOON.plusSeconds(59))).isEmpty();
        assertThat(jobs.takeDue(NOON.plusSeconds(60))).containsExactly(job);
    }

    @Test
    void what_is_under_way_is_not_due_and_what_is_gone_is_forgotten() {
        var job = job(1, NOON);
        jobs.add(job);
        var taken = job.takeDue(NOON).get(BO.domain());
        jobs.plan(job);
        assertThat(jobs.takeDue(NOON)).isEmpty();

        job.land(taken);
        jobs.plan(job);
        assertThat(jobs.takeDue(NOON)).containsExactly(job);

        job.markGone();
        jobs.plan(job);
        assertThat(jobs.size()).isZero();
        assertThat(jobs.heldBytes()).isZero();
        assertThat(jobs.of(1)).isEmpty();
    }

    /// THREAT T-27
    @Test
    void an_account_has_a_share_of_the_space_and_all_have_a_bound() {
        var settings = space(250, 150);
        jobs.add(job(1, NOON)); // 100 octets of ada

        assertThat(jobs.reserve(ADA, 51, settings)).isEmpty();
        var place = jobs.reserve(ADA, 50, settings);
        assertThat(place).isPresent();
        assertThat(jobs.reserve(new AccountId(2), 101, settings)).isEmpty();
        assertThat(jobs.reserve(new AccountId(2), 100, settings)).isPresent();

        place.orElseThrow().close();
        assertThat(jobs.heldBytes()).isEqualTo(200);
    }

    private static QueueSettings space(long all, long perAccount) {
        var usual = QueueSettings.usual();
        return new QueueSettings(
                usual.connectionsPerDestination(),
                usual.connectionsPerAccount(),
                usual.connections(),
                usual.recipientsPerHour(),
                usual.recipientsPerDay(),
                new Size(all),
                new Size(perAccount),
                usual.firstRetry(),
                usual.longestRetry(),
                usual.warnAfter(),
                usual.lifetime());
    }

    private static Job job(long id, Instant due) {
        var to = new Submission.To(BO, Submission.Notify.usual(), Optional.empty());
        var recipient = Envelope.Recipient.fresh(to, due);
        var owner = new Submission.Owner(ADA, new EmailId(1), new ThreadId(1));
        var facts = new Job.Facts(id, id, Optional.of(owner), NOON, new BlobRef("somewhere", 100), SEAL);
        return new Job(facts, new Envelope(Optional.empty(), List.of(recipient)));
    }

    @Test
    void recipients_of_a_rate_come_back_with_time_and_are_remembered_over_a_restart() {
        var clock = new org.postern.server.time.ManualClock();
        var rate = new SendingRate(QueueSettings.usual(), clock);

        assertThat(rate.take(ADA, 500)).isZero();
        assertThat(rate.take(ADA, 1)).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(8));
        assertThat(rate.take(new AccountId(2), 500)).isZero();
        clock.advance(Duration.ofHours(1));
        rate.sweep();
        assertThat(rate.take(ADA, 500)).isZero();

        var restarted = new SendingRate(QueueSettings.usual(), clock);
        for (var sent : Map.of(6, 500, 5, 500, 4, 500, 3, 500, 2, 500).entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByKey().reversed())
                .toList()) {
            restarted.remember(ADA, sent.getValue(), Duration.ofHours(sent.getKey()));
        }
        int hours = 0;
        while (restarted.take(ADA, 500).isZero() && hours < 24) {
            clock.advance(Duration.ofHours(1));
            hours++;
        }
        assertThat(hours)
                .as("hours at full rate until the day's share is used up")
                .isBetween(1, 5);
    }
}
