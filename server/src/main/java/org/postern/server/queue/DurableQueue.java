package org.postern.server.queue;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.Accounts;
import org.postern.server.blobs.Blobs;
import org.postern.server.db.Database;
import org.postern.server.db.QueueRows;
import org.postern.server.db.StoreBroken;
import org.postern.server.events.Events;
import org.postern.server.intake.Intake;
import org.postern.server.mailstore.Changes;
import org.postern.server.notary.DkimSigner;
import org.postern.server.smtpout.Courier;
import org.postern.server.time.Clock;
import org.postern.server.time.SteadyClock;
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

    /// Plans the tries: a wall clock that is set makes nothing late, early or expired.
    private final Clock clock;

    private final Clock wall;
    private final QueueSettings settings;
    private final Outgoing outgoing;
    private final Ledger ledger;
    private final SubmissionNotes notes;
    private final Lanes<Delivery.Work> lanes;
    private final WaitingJobs jobs = new WaitingJobs();
    private final SendingRate rate;
    private final Patience patience;
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
        wall = parts.clock();
        clock = new SteadyClock(wall);
        settings = parts.settings();
        outgoing = new Outgoing(parts.accounts(), parts.signer(), parts.self(), parts.random());
        ledger = new Ledger(parts.database(), parts.blobs(), parts.events(), wall, parts.random());
        notes = new SubmissionNotes(parts.database(), jobs);
        rate = new SendingRate(settings, clock);
        patience = new Patience(settings, parts.jitter());
        var notices = new Notices(parts.accounts(), outgoing, parts.self(), clock, patience, this::submit);
        var delivery = new Delivery(parts, ledger, new Delivery.Judgement(patience, notices), clock, jobs::plan);
        lanes = new Lanes<>(
                new Lanes.Bounds(
                        settings.connectionsPerDestination(), settings.connectionsPerAccount(), settings.connections()),
                clock,
                delivery::drive);
        load();
        parts.metrics().gauge("postern_queue_jobs", "Messages that wait to leave.", jobs::size);
        parts.metrics().gauge("postern_queue_bytes", "Disk held by mail that waits to leave.", jobs::heldBytes);
    }

    private void load() {
        var now = clock.instant();
        ledger.load(now, now.plus(patience.longestWait())).forEach(jobs::add);
        for (var sent : ledger.sentSince(now.minus(Duration.ofDays(1)))) {
            var ago = Duration.between(sent.at(), now);
            rate.remember(new AccountId(sent.account()), sent.recipients(), ago.isNegative() ? Duration.ZERO : ago);
        }
    }

    /// Begins to deliver, now and whenever something is due.
    public void start() {
        ticker = clock.begin("queue", this::tick);
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
        jobs.takeDue(now).forEach(job -> dispatch(job, now));
        lanes.startDrivers();
        if (lastHousekeeping.isBefore(now.minus(HOUSEKEEPING))) {
            lastHousekeeping = now;
            rate.sweep();
            ledger.forget();
            ledger.emptyLog();
        }
    }

    /// Waits until nothing is under way.
    void awaitIdle() throws InterruptedException {
        lanes.awaitIdle();
    }

    private void dispatch(Job job, Instant now) {
        var due = job.takeDue(now);
        jobs.plan(job);
        var from = job.owner().map(Submission.Owner::account);
        due.forEach((domain, to) -> lanes.put(domain, from, new Delivery.Work(job, to)));
    }

    @Override
    public List<Offered> offer(List<Submission> submissions) {
        try (var admission = new Admission(jobs, rate, settings)) {
            submissions.forEach(admission::ask);
            var taken = submitAll(admission.admitted());
            return admission.answers(taken);
        }
    }

    @Override
    public SubmissionId submit(Submission submission) {
        return submitAll(List.of(submission)).getFirst();
    }

    private List<SubmissionId> submitAll(List<Submission> submissions) {
        if (submissions.isEmpty()) {
            return List.of();
        }
        var now = clock.instant();
        var date = wall.instant();
        var bundles = submissions.stream()
                .map(submission -> new Ledger.Bundle(submission.owner(), drafts(submission, now, date)))
                .toList();
        var kept = ledger.keep(bundles, now);
        kept.forEach(each -> each.forEach(jobs::add));
        kept.forEach(each -> each.forEach(job -> dispatch(job, now)));
        return kept.stream()
                .map(each -> new SubmissionId(each.getFirst().submission()))
                .toList();
    }

    private List<Ledger.Draft> drafts(Submission submission, Instant now, Instant date) {
        var drafts = submission.parcels().stream()
                .filter(parcel -> !parcel.to().isEmpty())
                .map(parcel ->
                        new Ledger.Draft(outgoing.ready(submission, parcel, date), envelope(submission, parcel, now)))
                .toList();
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("a submission to nobody");
        }
        return drafts;
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
        return jobs.all().stream()
                .filter(job -> !job.isGone())
                .sorted(Comparator.comparingLong(Job::id))
                .map(JobNote::of)
                .toList();
    }

    /// What does not go out by itself, oldest first, for the operator.
    public List<HeldNote> held() {
        return ledger.held().stream()
                .map(row -> new HeldNote(row.job(), row.madeAt(), row.unreadable()))
                .toList();
    }

    /// Lets held jobs go.
    ///
    /// @param job empty for every one
    /// @return how many go
    public synchronized int release(Optional<Long> job) {
        var wanted = ledger.held().stream()
                .map(QueueRows.HeldRow::job)
                .filter(id -> job.isEmpty() || job.get().equals(id))
                .toList();
        var now = clock.instant();
        var released = ledger.release(wanted, now, now.plus(patience.longestWait()));
        released.forEach(jobs::add);
        released.forEach(each -> each.retryAt(now));
        released.forEach(each -> dispatch(each, now));
        return released.size();
    }

    /// Tries now what waits.
    ///
    /// @param job empty for every job
    /// @return how many jobs were found
    public int retry(Optional<Long> job) {
        var now = clock.instant();
        var found = job.map(this::find).orElseGet(() -> List.copyOf(jobs.all()));
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
        if (found.isEmpty()) {
            return ledger.dropHeld(id);
        }
        for (var job : found) {
            synchronized (job) {
                if (!job.isGone()) {
                    ledger.record(job, abandoned(job.envelope()));
                }
            }
            jobs.plan(job);
        }
        return true;
    }

    private List<Job> find(long id) {
        return jobs.find(id).stream().toList();
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
