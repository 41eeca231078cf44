package org.postern.server.queue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postern.server.accounts.Accounts;
import org.postern.server.intake.Arrival;
import org.postern.server.intake.Intake;
import org.postern.server.intake.Outcome;
import org.postern.server.smtpout.Attempt;
import org.postern.server.smtpout.Courier;
import org.postern.server.smtpout.Errand;
import org.postern.server.smtpout.Visit;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import org.postern.wire.smtp.Notify;
import org.postern.wire.smtp.Reply;

/// Carries work of the lanes to where it goes, by intake for our own domains and by courier for others,
/// and writes down what came of it before it takes the next.
final class Delivery {
    private static final Trace TRACE = Trace.of(Delivery.class);

    private final Ledger ledger;
    private final Notices notices;
    private final Patience patience;
    private final Clock clock;
    private final Accounts accounts;
    private final Intake intake;
    private final Courier courier;
    private final Consumer<Job> landed;

    /// @param clock plans the tries
    /// @param landed hears of each job that was worked on
    Delivery(DurableQueue.Parts parts, Ledger ledger, Judgement judgement, Clock clock, Consumer<Job> landed) {
        this.ledger = ledger;
        this.notices = judgement.notices();
        this.patience = judgement.patience();
        this.clock = clock;
        this.landed = landed;
        this.accounts = parts.accounts();
        this.intake = parts.intake();
        this.courier = parts.courier();
    }

    /// What decides on a try, and who tells of it.
    record Judgement(Patience patience, Notices notices) {}

    /// One job's recipients of one domain.
    record Work(Job job, List<Envelope.Recipient> to) {}

    void drive(Domain destination, Lanes<Work>.Driver lane) {
        if (accounts.isLocal(destination)) {
            for (var work = lane.next(); work.isPresent(); work = lane.next()) {
                perform(work.get(), this::hand);
            }
            return;
        }
        try (var visit = courier.visit(destination)) {
            for (var work = lane.next(); work.isPresent(); work = lane.next()) {
                var attempts = perform(work.get(), (message, of) -> carry(visit, message, of));
                if (isOutOfReach(attempts)) {
                    // the others of this destination would wait for the same time-outs
                    lane.drain().forEach(other -> perform(other, (message, of) -> everyone(of, attempts.getFirst())));
                }
            }
        }
    }

    /// How a message is brought to recipients.
    private interface Way {
        Map<MailAddress, Attempt> go(Supplier<Octets> message, Work work);
    }

    private List<Attempt> perform(Work work, Way way) {
        try {
            if (work.job().isGone()) {
                return List.of();
            }
            var message = loaded(work.job());
            var attempts = tried(work, message, way);
            settle(work, message, attempts);
            work.job().written(work.to());
            return List.copyOf(attempts.values());
        } catch (RuntimeException broken) {
            // the store, or we: the recipients are tried again as after any failed try, in memory only
            TRACE.failure(
                    "a job could not be worked on",
                    broken,
                    Field.id("job", work.job().id()));
            postpone(work);
            return List.of();
        } finally {
            work.job().land(work.to());
            landed.accept(work.job());
        }
    }

    /// INVARIANT: whom a message has reached in this process is not sent it again, though the store could
    /// not write that down: what is known is only written again.
    private static Map<MailAddress, Attempt> tried(Work work, Supplier<Octets> message, Way way) {
        var attempts = new LinkedHashMap<MailAddress, Attempt>();
        var left = new ArrayList<Envelope.Recipient>();
        for (var recipient : work.to()) {
            work.job()
                    .unwritten(recipient.address())
                    .ifPresentOrElse(done -> attempts.put(recipient.address(), done), () -> left.add(recipient));
        }
        if (!left.isEmpty()) {
            attempts.putAll(way.go(message, new Work(work.job(), left)));
        }
        work.job().reached(attempts);
        return attempts;
    }

    /// The message, read when it is first wanted: who finds a destination out of reach wants none.
    private Supplier<Octets> loaded(Job job) {
        var known = new AtomicReference<@Nullable Octets>();
        return () -> {
            var message = known.get();
            if (message == null) {
                message = ledger.message(job);
                known.set(message);
            }
            return message;
        };
    }

    private void postpone(Work work) {
        var changed = new LinkedHashMap<MailAddress, Envelope.Recipient>();
        for (var recipient : work.to()) {
            var next = clock.instant().plus(patience.waitAfter(recipient.attempts() + 1));
            changed.put(recipient.address(), recipient.at(next));
        }
        work.job().replace(work.job().with(changed));
    }

    /// INVARIANT: a report is in the queue before the recipient's end is written, so that a crash in
    /// between tells twice and never not at all.
    private void settle(Work work, Supplier<Octets> message, Map<MailAddress, Attempt> attempts) {
        var job = work.job();
        synchronized (job) {
            if (job.isGone()) {
                return; // the operator dropped it meanwhile
            }
            var changed = new LinkedHashMap<MailAddress, Envelope.Recipient>();
            var news = new ArrayList<Notices.Told>();
            for (var recipient : work.to()) {
                var attempt = attempts.getOrDefault(
                        recipient.address(), Attempt.deferred(451, "4.3.0", "The try had no result"));
                var step = atHome(patience.after(recipient, attempt, job.made(), clock.instant()));
                changed.put(recipient.address(), step.recipient());
                news.add(new Notices.Told(step, attempt));
            }
            notices.tell(job, message, news);
            ledger.record(job, job.with(changed));
        }
        TRACE.event(
                "tried a job",
                Field.id("job", job.id()),
                Field.count("recipients", work.to().size()),
                Field.count("waiting", job.envelope().count(Envelope.State.WAITING)));
    }

    /// RFC 3461 §5.2.3: what lies in a mailbox of ours is delivered, not handed on.
    private Patience.Step atHome(Patience.Step step) {
        return step.notice() == Patience.Notice.RELAYED
                        && accounts.isLocal(step.recipient().address().domain())
                ? new Patience.Step(step.recipient(), Patience.Notice.DELIVERED)
                : step;
    }

    private static Map<MailAddress, Attempt> carry(Visit visit, Supplier<Octets> message, Work work) {
        var to = work.to().stream()
                .map(recipient -> new Errand.Recipient(
                        recipient.address(),
                        asked(recipient.to().notifyOn()),
                        recipient.to().originalRecipient()))
                .toList();
        var byAddress = new LinkedHashMap<MailAddress, Attempt>();
        visit.carry(new Errand(work.job().envelope().from(), to, message.get()))
                .forEach((recipient, attempt) -> byAddress.put(recipient.address(), attempt));
        return byAddress;
    }

    /// Nothing is said for the usual, so that a peer does as it always does.
    private static Set<Notify> asked(Submission.Notify notify) {
        if (notify.equals(Submission.Notify.usual())) {
            return Set.of();
        }
        var asked = EnumSet.noneOf(Notify.class);
        if (notify.onSuccess()) {
            asked.add(Notify.SUCCESS);
        }
        if (notify.onFailure()) {
            asked.add(Notify.FAILURE);
        }
        if (notify.onDelay()) {
            asked.add(Notify.DELAY);
        }
        return asked.isEmpty() ? Set.of(Notify.NEVER) : asked;
    }

    /// Hands over to intake, each recipient alone.
    private Map<MailAddress, Attempt> hand(Supplier<Octets> message, Work work) {
        var attempts = new LinkedHashMap<MailAddress, Attempt>();
        for (var recipient : work.to()) {
            attempts.put(
                    recipient.address(),
                    hand(message.get(), work.job().envelope().from(), recipient.address()));
        }
        return attempts;
    }

    private Attempt hand(Octets message, Optional<MailAddress> from, MailAddress to) {
        return switch (accounts.route(to)) {
            case Accounts.Route.ToAccount known ->
                switch (intake.take(new Arrival(from, List.of(known), message, new Arrival.Origin.Own()))) {
                    case Outcome.Kept() ->
                        new Attempt.Delivered(to.domain(), Reply.of(250, "2.1.5", "Kept in the mailbox"), false);
                    case Outcome.Deferred later -> Attempt.deferred(later.code(), later.enhanced(), later.text());
                    case Outcome.Refused no -> Attempt.refused(no.code(), no.enhanced(), no.text());
                };
            case Accounts.Route.Unknown() -> Attempt.refused(550, "5.1.1", "There is no such mailbox here");
            case Accounts.Route.NobodyYet() -> Attempt.deferred(450, "4.2.1", "The mailbox has no owner yet");
            case Accounts.Route.Suspended suspended -> Attempt.deferred(450, "4.2.1", "The mailbox is suspended");
            case Accounts.Route.Elsewhere() -> Attempt.deferred(451, "4.3.5", "The domain is no longer ours");
        };
    }

    private static boolean isOutOfReach(List<Attempt> attempts) {
        return !attempts.isEmpty() && attempts.stream().allMatch(Attempt.NoConnection.class::isInstance);
    }

    private static Map<MailAddress, Attempt> everyone(Work work, Attempt attempt) {
        var attempts = new LinkedHashMap<MailAddress, Attempt>();
        work.to().forEach(recipient -> attempts.put(recipient.address(), attempt));
        return attempts;
    }
}
