package org.postern.server.queue;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.Accounts;
import org.postern.server.blobs.Blobs;
import org.postern.server.db.Database;
import org.postern.server.db.StoreBroken;
import org.postern.server.events.Events;
import org.postern.server.intake.Intake;
import org.postern.server.mailstore.Changes;
import org.postern.server.notary.DkimSigner;
import org.postern.server.smtpout.Courier;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.server.trace.Trace;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// The queue over database and blobs. A job is on disk before [#submit] returns, every result is on disk
/// before the next try, and a job goes with its key when its last recipient is settled.
public final class DurableQueue implements Queue, AutoCloseable {
    private static final Trace TRACE = Trace.of(DurableQueue.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration HOUSEKEEPING = Duration.ofMinutes(1);

    private final Clock clock;
    private final Outgoing outgoing;
    private final Ledger ledger;
    private final SubmissionNotes notes;
    private final Lanes<Delivery.Work> lanes;
    private final ConcurrentMap<Long, Job> jobs = new ConcurrentHashMap<>();
    private Instant lastHousekeeping = Instant.MIN;
    private @Nullable Thread ticker;

    /// What the queue needs.
    ///
    /// @param random for keys and message ids
    /// @param jitter spreads retries; seeded in tests
    /// @param self our own name, in reports
    public record Parts(
            Database database,
            Blobs blobs,
            Accounts accounts,
            Intake intake,
            Courier courier,
            DkimSigner signer,
            Events events,
            Clock clock,
            SecureRandom random,
            RandomGenerator jitter,
            Domain self,
            QueueSettings settings,
            Metrics metrics) {}

    /// Opens what waits on disk. Nothing is tried before [#start].
    public DurableQueue(Parts parts) {
        clock = parts.clock();
        outgoing = new Outgoing(parts.accounts(), parts.signer(), parts.self(), parts.random());
        ledger = new Ledger(parts.database(), parts.blobs(), parts.events(), clock, parts.random());
        notes = new SubmissionNotes(parts.database(), jobs);
        var patience = new Patience(parts.settings(), parts.jitter());
        var notices = new Notices(parts.accounts(), outgoing, parts.self(), clock, patience, this::submit);
        var delivery = new Delivery(parts, ledger, notices, patience);
        lanes = new Lanes<>(
                parts.settings().connectionsPerDestination(), parts.settings().connections(), delivery::drive);
        ledger.load().forEach(job -> jobs.put(job.id(), job));
        parts.metrics().gauge("postern_queue_jobs", "Messages that wait to leave.", jobs::size);
    }

    /// Begins to deliver, now and whenever something is due.
    public void start() {
        ticker = Thread.ofVirtual().name("queue").start(this::tick);
    }

    private void tick() {
        try {
            while (true) {
                try {
                    turn();
                } catch (StoreBroken broken) {
                    TRACE.failure("the queue could not do its round", broken);
                }
                clock.sleep(TICK);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /// One round: what is due is put on its way, what is done is forgotten.
    synchronized void turn() {
        var now = clock.instant();
        jobs.values().removeIf(Job::isGone);
        jobs.values().forEach(job -> dispatch(job, now));
        if (lastHousekeeping.isBefore(now.minus(HOUSEKEEPING))) {
            lastHousekeeping = now;
            ledger.forget();
            ledger.emptyLog();
        }
    }

    /// Waits until nothing is under way.
    void awaitIdle() throws InterruptedException {
        lanes.awaitIdle();
    }

    private void dispatch(Job job, Instant now) {
        job.takeDue(now).forEach((domain, to) -> lanes.put(domain, new Delivery.Work(job, to)));
    }

    @Override
    public SubmissionId submit(Submission submission) {
        var now = clock.instant();
        var drafts = submission.parcels().stream()
                .filter(parcel -> !parcel.to().isEmpty())
                .map(parcel ->
                        new Ledger.Draft(outgoing.ready(submission, parcel, now), envelope(submission, parcel, now)))
                .toList();
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("a submission to nobody");
        }
        var kept = ledger.keep(submission.owner(), drafts);
        kept.forEach(job -> jobs.put(job.id(), job));
        kept.forEach(job -> dispatch(job, now));
        return new SubmissionId(kept.getFirst().submission());
    }

    /// INVARIANT: no address is twice in an envelope.
    private static Envelope envelope(Submission submission, Submission.Parcel parcel, Instant now) {
        var to = new LinkedHashMap<MailAddress, Envelope.Recipient>();
        parcel.to().forEach(each -> to.putIfAbsent(each.address(), Envelope.Recipient.fresh(each, now)));
        return new Envelope(submission.mailFrom(), List.copyOf(to.values()));
    }

    @Override
    public long state(AccountId account) {
        return notes.state(account);
    }

    @Override
    public List<SubmissionNote> submissions(AccountId account, Optional<Collection<SubmissionId>> ids) {
        return notes.of(account, ids);
    }

    @Override
    public Changes<SubmissionId> changes(AccountId account, long since, int max) {
        return notes.changes(account, since, max);
    }

    /// What waits, oldest first, for the operator.
    public List<JobNote> list() {
        return jobs.values().stream()
                .filter(job -> !job.isGone())
                .sorted(Comparator.comparingLong(Job::id))
                .map(JobNote::of)
                .toList();
    }

    /// Tries now what waits.
    ///
    /// @param job empty for every job
    /// @return how many jobs were found
    public int retry(Optional<Long> job) {
        var now = clock.instant();
        var found = job.map(this::find).orElseGet(() -> List.copyOf(jobs.values()));
        for (var each : found) {
            each.retryAt(now);
            dispatch(each, now);
        }
        return found.size();
    }

    /// Throws a job away; its sender is not told.
    ///
    /// @return whether it was there
    public boolean drop(long id) {
        var found = find(id);
        for (var job : found) {
            synchronized (job) {
                if (!job.isGone()) {
                    ledger.record(job, abandoned(job.envelope()));
                }
            }
            jobs.remove(id);
        }
        return !found.isEmpty();
    }

    private List<Job> find(long id) {
        return Optional.ofNullable(jobs.get(id)).filter(job -> !job.isGone()).stream()
                .toList();
    }

    private static Envelope abandoned(Envelope envelope) {
        return new Envelope(
                envelope.from(),
                envelope.to().stream()
                        .map(recipient -> recipient.isWaiting()
                                ? new Envelope.Recipient(
                                        recipient.to(),
                                        Envelope.State.FAILED,
                                        recipient.attempts(),
                                        recipient.nextTry(),
                                        recipient.warned(),
                                        "")
                                : recipient)
                        .toList());
    }

    /// Takes nothing new; waits for what is under way.
    @Override
    public void close() {
        lanes.close();
        try {
            var ticking = ticker;
            if (ticking != null) {
                ticking.interrupt();
                ticking.join();
            }
            lanes.awaitIdle();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
