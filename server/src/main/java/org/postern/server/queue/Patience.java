package org.postern.server.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.postern.server.smtpout.Attempt;

/// Decides what a try means for a recipient: pure, save for the random that spreads retries.
final class Patience {
    private static final double JITTER = 0.1;

    /// Nothing is given up after fewer tries, unless its whole life has no room for so many: a clock that was
    /// set forward by a year, or a server that was off for a week, is no reason to send mail back.
    private static final int LEAST_TRIES = 8;

    private final QueueSettings settings;
    private final RandomGenerator random;
    private final int leastTries;

    Patience(QueueSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        this.leastTries = Math.min(LEAST_TRIES, triesInLifetime());
    }

    /// What became of a recipient, and what the sender hears of it.
    record Step(Envelope.Recipient recipient, Notice notice) {}

    enum Notice {
        NONE,
        FAILED,
        EXPIRED,
        DELAYED,
        DELIVERED,
        RELAYED
    }

    /// @param made when the job was
    Step after(Envelope.Recipient before, Attempt attempt, Instant made, Instant now) {
        return switch (attempt) {
            case Attempt.Delivered done ->
                new Step(
                        ended(before, Envelope.State.DELIVERED, done.reply().oneLine()),
                        before.to().notifyOn().onSuccess() && !done.peerReports() ? Notice.RELAYED : Notice.NONE);
            case Attempt.Refused no ->
                new Step(
                        ended(before, Envelope.State.FAILED, no.reply().oneLine()),
                        before.to().notifyOn().onFailure() ? Notice.FAILED : Notice.NONE);
            case Attempt.Deferred later -> later(before, later.reply().oneLine(), made, now);
            case Attempt.NoConnection none -> later(before, "", made, now);
        };
    }

    /// The wait after a number of failed tries: doubled each time, within a tenth to either side.
    Duration waitAfter(int attempts) {
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Duration.ofMillis((long) (evenWait(attempts).toMillis() * factor));
    }

    private Duration evenWait(int attempts) {
        int doublings = Math.min(attempts - 1, 30);
        var doubled = settings.firstRetry().multipliedBy(1L << doublings);
        return doubled.compareTo(settings.longestRetry()) > 0 ? settings.longestRetry() : doubled;
    }

    /// No wait is longer.
    Duration longestWait() {
        return Duration.ofMillis((long) (settings.longestRetry().toMillis() * (1 + JITTER)));
    }

    private int triesInLifetime() {
        int tries = 1;
        var passed = evenWait(1);
        while (tries < LEAST_TRIES && passed.compareTo(settings.lifetime()) < 0) {
            tries++;
            passed = passed.plus(evenWait(tries));
        }
        return tries;
    }

    Instant expires(Instant made) {
        return made.plus(settings.lifetime());
    }

    private Step later(Envelope.Recipient before, String reply, Instant made, Instant now) {
        var end = expires(made);
        var said = reply.isEmpty() ? before.lastReply() : reply;
        boolean over = !now.isBefore(end);
        if (over && before.attempts() + 1 >= leastTries) {
            return new Step(
                    ended(before, Envelope.State.FAILED, said),
                    before.to().notifyOn().onFailure() ? Notice.EXPIRED : Notice.NONE);
        }
        var warnAt = made.plus(settings.warnAfter());
        boolean late = !now.isBefore(warnAt);
        boolean warn = late && !before.warned() && before.to().notifyOn().onDelay();
        var next = now.plus(waitAfter(before.attempts() + 1));
        if (!late && next.isAfter(warnAt)) {
            next = warnAt; // so that the warning comes in time
        }
        var recipient = new Envelope.Recipient(
                before.to(),
                Envelope.State.WAITING,
                before.attempts() + 1,
                next.isAfter(end) && !over ? end : next,
                before.warned() || warn,
                said);
        return new Step(recipient, warn ? Notice.DELAYED : Notice.NONE);
    }

    private static Envelope.Recipient ended(Envelope.Recipient before, Envelope.State state, String reply) {
        return new Envelope.Recipient(
                before.to(), state, before.attempts() + 1, before.nextTry(), before.warned(), reply);
    }
}
