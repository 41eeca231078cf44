package org.postern.server.queue;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.postern.server.accounts.AccountId;
import org.postern.server.blobs.BlobRef;
import org.postern.server.blobs.Blobs;
import org.postern.server.db.Database;
import org.postern.server.db.QueueRows;
import org.postern.server.db.StoreBroken;
import org.postern.server.events.Change;
import org.postern.server.events.Events;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.ThreadId;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;

/// What the queue has on disk. Every method returns after its change is durable, and tells listeners.
final class Ledger {
    private static final Trace TRACE = Trace.of(Ledger.class);
    private static final Duration NOTES_KEPT = Duration.ofDays(7);
    private static final Duration TRACES_KEPT = Duration.ofDays(30);

    private final Database database;
    private final Blobs blobs;
    private final Events events;
    private final Clock clock;
    private final SecureRandom random;

    Ledger(Database database, Blobs blobs, Events events, Clock clock, SecureRandom random) {
        this.database = database;
        this.blobs = blobs;
        this.events = events;
        this.clock = clock;
        this.random = random;
    }

    /// One parcel, ready to be kept.
    record Draft(Octets message, Envelope envelope) {}

    /// The parcels of one submission.
    record Bundle(Optional<Submission.Owner> owner, List<Draft> drafts) {}

    /// INVARIANT: octets are durable before the rows that name them. All by one sync and one commit.
    ///
    /// @param made by the clock that plans; on disk stands what the wall says
    /// @return the jobs of each bundle
    List<List<Job>> keep(List<Bundle> bundles, Instant made) {
        var kept = written(bundles);
        var jobs = rows(kept, made);
        bundles.stream()
                .flatMap(bundle -> bundle.owner().stream())
                .map(Submission.Owner::account)
                .distinct()
                .forEach(account ->
                        publish(account, database.read(tables -> tables.queue().state(account.value()))));
        return jobs;
    }

    private List<Kept> written(List<Bundle> bundles) {
        var seals = new ArrayList<JobSeal>();
        var sealed = new ArrayList<Octets>();
        for (var bundle : bundles) {
            for (var draft : bundle.drafts()) {
                seals.add(JobSeal.fresh(random));
                sealed.add(seals.getLast().message(draft.message()));
            }
        }
        var refs = blobs.write(sealed);
        var kept = new ArrayList<Kept>();
        int number = 0;
        for (var bundle : bundles) {
            var parcels = new ArrayList<KeptParcel>();
            for (var draft : bundle.drafts()) {
                parcels.add(new KeptParcel(draft.envelope(), seals.get(number), refs.get(number)));
                number++;
            }
            kept.add(new Kept(bundle.owner(), parcels));
        }
        return kept;
    }

    private List<List<Job>> rows(List<Kept> kept, Instant made) {
        var times = new Times(clock.instant(), made);
        try {
            return database.write(tables ->
                    kept.stream().map(one -> add(tables.queue(), one, times)).toList());
        } catch (StoreBroken broken) {
            blobs.release(kept.stream()
                    .flatMap(one -> one.parcels().stream())
                    .map(KeptParcel::ref)
                    .toList());
            throw broken;
        }
    }

    /// A submission whose octets are durable, and whose rows are not there yet.
    private record Kept(Optional<Submission.Owner> owner, List<KeptParcel> parcels) {}

    private record KeptParcel(Envelope envelope, JobSeal seal, BlobRef ref) {}

    /// A moment by the wall and by the clock that plans.
    private record Times(Instant wall, Instant steady) {}

    private static List<Job> add(QueueRows rows, Kept kept, Times now) {
        int waiting = kept.parcels().stream()
                .mapToInt(parcel -> parcel.envelope().to().size())
                .sum();
        var holder = kept.owner()
                .map(known -> new QueueRows.Owner(
                        known.account().value(),
                        known.email().value(),
                        known.thread().value()));
        long submission = rows.addSubmission(holder, now.wall(), waiting);
        var jobs = new ArrayList<Job>();
        for (var parcel : kept.parcels()) {
            long id = rows.addJob(new QueueRows.JobRow(
                    0,
                    submission,
                    parcel.seal().secret(),
                    parcel.seal().envelope(EnvelopeForm.write(parcel.envelope())),
                    parcel.ref().place(),
                    parcel.ref().size(),
                    now.wall()));
            var facts = new Job.Facts(id, submission, kept.owner(), now.steady(), parcel.ref(), parcel.seal());
            jobs.add(new Job(facts, parcel.envelope()));
        }
        return jobs;
    }

    /// Every job on disk, opened in memory.
    ///
    /// @param latest the last moment for which a try may be planned: the clock may have gone back since
    List<Job> load(Instant now, Instant latest) {
        var unreadable = new ArrayList<Long>();
        var jobs = database.read(tables -> {
            unreadable.clear();
            var read = new ArrayList<Job>();
            for (var row : tables.queue().moving()) {
                opened(tables.queue(), row, now, latest).ifPresentOrElse(read::add, () -> unreadable.add(row.id()));
            }
            return read;
        });
        if (!unreadable.isEmpty()) {
            database.change(tables -> tables.queue().hold(unreadable, QueueRows.Hold.UNREADABLE));
        }
        return jobs;
    }

    /// INVARIANT: one job that cannot be read keeps no other from leaving; it waits for the operator.
    private Optional<Job> opened(QueueRows rows, QueueRows.JobRow row, Instant now, Instant latest) {
        try {
            return Optional.of(job(row, rows.submission(row.submission()).orElseThrow(), now, latest));
        } catch (RuntimeException damaged) {
            TRACE.failure("a job in the queue cannot be read; it is held", damaged, Field.id("job", row.id()));
            return Optional.empty();
        }
    }

    /// Those that do not go out by themselves.
    List<QueueRows.HeldRow> held() {
        return database.read(tables -> tables.queue().held());
    }

    /// Lets held jobs go; those that cannot be read stay.
    List<Job> release(List<Long> jobs, Instant now, Instant latest) {
        database.change(tables -> tables.queue().hold(jobs, QueueRows.Hold.NONE));
        return load(now, latest).stream().filter(job -> jobs.contains(job.id())).toList();
    }

    /// @return whether it was there
    boolean dropHeld(long job) {
        var place = database.write(tables -> tables.queue().dropHeld(job, clock.instant()));
        place.ifPresent(row -> blobs.release(List.of(new BlobRef(row.place(), row.size()))));
        return place.isPresent();
    }

    /// What accounts have sent to since a moment, the oldest first.
    List<QueueRows.SentRow> sentSince(Instant since) {
        return database.read(tables -> tables.queue().sentSince(since));
    }

    private Job job(QueueRows.JobRow row, QueueRows.SubmissionRow of, Instant now, Instant latest) {
        var seal = JobSeal.of(row.secret(), random);
        var owner = of.owner()
                .map(known -> new Submission.Owner(
                        new AccountId(known.account()), new EmailId(known.email()), new ThreadId(known.thread())));
        var facts = new Job.Facts(
                row.id(),
                row.submission(),
                owner,
                earlier(row.madeAt(), now),
                new BlobRef(row.place(), row.size()),
                seal);
        var envelope = EnvelopeForm.read(seal.openEnvelope(row.envelope()));
        return new Job(
                facts,
                new Envelope(
                        envelope.from(),
                        envelope.to().stream()
                                .map(recipient -> recipient.nextTry().isAfter(latest) ? recipient.at(now) : recipient)
                                .toList()));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    Octets message(Job job) {
        return job.seal()
                .openMessage(blobs.read(
                        database.read(tables -> place(tables.queue(), job)).orElse(job.message())));
    }

    /// Where it lies now: it may have been moved since the job was made.
    private static Optional<BlobRef> place(QueueRows rows, Job job) {
        return rows.holding(job.id()).map(row -> new BlobRef(row.place(), row.size()));
    }

    private record Settled(OptionalLong state, Optional<BlobRef> freed) {}

    /// Writes what became of some recipients. When nobody waits any more the job goes, and its key.
    void record(Job job, Envelope next) {
        var before = job.envelope();
        int delivered = (int) (next.count(Envelope.State.DELIVERED) - before.count(Envelope.State.DELIVERED));
        int failed = (int) (next.count(Envelope.State.FAILED) - before.count(Envelope.State.FAILED));
        boolean ends = next.count(Envelope.State.WAITING) == 0;
        var settled = database.write(tables -> {
            var rows = tables.queue();
            var freed = ends ? place(rows, job) : Optional.<BlobRef>empty();
            long left = 1;
            if (ends) {
                left = rows.deleteJob(job.id(), job.submission());
            } else {
                rows.rewriteEnvelope(job.id(), job.seal().envelope(EnvelopeForm.write(next)));
            }
            var ended = left == 0 ? Optional.of(clock.instant()) : Optional.<Instant>empty();
            return new Settled(rows.settle(job.submission(), delivered, failed, ended), freed);
        });
        job.replace(next);
        if (ends) {
            job.markGone();
            blobs.release(settled.freed().stream().toList());
        }
        job.owner().ifPresent(owner -> publish(owner.account(), settled.state().orElse(0)));
    }

    /// Forgets what ended a week ago.
    void forget() {
        var before = clock.instant().minus(NOTES_KEPT);
        var moved = database.write(tables -> {
            tables.queue().forgetTraces(before.minus(TRACES_KEPT));
            return tables.queue().forget(before);
        });
        for (var account : moved) {
            publish(
                    new AccountId(account),
                    database.read(tables -> tables.queue().state(account)));
        }
    }

    /// What was deleted leaves the database's log too (docs/adr/0003-queue-keys.md).
    void emptyLog() {
        database.emptyLog();
    }

    private void publish(AccountId account, long state) {
        events.publish(new Change(account, Set.of(Change.Kind.EMAIL_SUBMISSION), state));
    }
}
