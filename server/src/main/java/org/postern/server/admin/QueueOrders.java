package org.postern.server.admin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.postern.server.queue.DurableQueue;
import org.postern.server.queue.HeldNote;
import org.postern.server.queue.JobNote;
import org.postern.server.time.Clock;

/// `postern queue …`. No addresses: whom our users write to is theirs.
public final class QueueOrders {
    private final DurableQueue queue;
    private final Clock clock;

    public QueueOrders(DurableQueue queue, Clock clock) {
        this.queue = queue;
        this.clock = clock;
    }

    public List<Order> all() {
        return List.of(
                new Order("queue list", "", words -> list()),
                new Order("queue retry", "[JOB]", this::retry),
                new Order("queue release", "[JOB]", this::release),
                new Order("queue drop", "JOB", this::drop));
    }

    private Answer list() {
        var lines = Stream.concat(
                        queue.list().stream().map(this::line),
                        queue.held().stream().map(this::line))
                .toList();
        return lines.isEmpty() ? Answer.done("Nothing waits.") : new Answer.Done(lines);
    }

    private String line(HeldNote job) {
        return "%-8d HELD, %s old: %s"
                .formatted(
                        job.id(),
                        words(Duration.between(job.made(), clock.instant())),
                        job.unreadable()
                                ? "it cannot be read; 'queue drop' removes it"
                                : "it may have left after the backup; 'queue release' sends it");
    }

    private Answer release(List<String> words) {
        if (words.isEmpty()) {
            return Answer.done(queue.release(Optional.empty()) + " job(s) go out now.");
        }
        var job = number(words.getFirst());
        return job.isPresent() && queue.release(Optional.of(job.getAsLong())) > 0
                ? Answer.done("Job " + words.getFirst() + " goes out now.")
                : new Answer.Refused(
                        "no job '" + words.getFirst() + "' is held that can be read; see 'postern queue list'");
    }

    private String line(JobNote job) {
        return "%-8d waits for %d recipient(s), %s old, %d tries, next %s%s"
                .formatted(
                        job.id(),
                        job.waiting(),
                        words(Duration.between(job.made(), clock.instant())),
                        job.attempts(),
                        job.nextTry()
                                .map(next -> "in " + words(Duration.between(clock.instant(), next)))
                                .orElse("never"),
                        job.lastCode().map(code -> ", last reply " + code).orElse(""));
    }

    private Answer retry(List<String> words) {
        if (words.isEmpty()) {
            return Answer.done(queue.retry(Optional.empty()) + " job(s) are tried now.");
        }
        var job = number(words.getFirst());
        return job.isPresent() && queue.retry(Optional.of(job.getAsLong())) > 0
                ? Answer.done("Job " + words.getFirst() + " is tried now.")
                : unknown(words.getFirst());
    }

    private Answer drop(List<String> words) {
        var job = number(words.getFirst());
        return job.isPresent() && queue.drop(job.getAsLong())
                ? Answer.done("Job " + words.getFirst() + " is gone; nobody is told.")
                : unknown(words.getFirst());
    }

    private static Answer unknown(String job) {
        return new Answer.Refused("no job '" + job + "' waits; see 'postern queue list'");
    }

    private static OptionalLong number(String word) {
        try {
            return OptionalLong.of(Long.parseLong(word));
        } catch (NumberFormatException notNumber) {
            return OptionalLong.empty();
        }
    }

    private static String words(Duration duration) {
        if (duration.isNegative() || duration.toMinutes() == 0) {
            return "under a minute";
        }
        return duration.toHours() == 0 ? duration.toMinutes() + " min" : duration.toHours() + " h";
    }
}
