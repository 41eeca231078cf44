package org.postern.server.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.postern.server.accounts.AccountId;

/// Every job that waits: by number, by submission, by when something of it is due, and what each account
/// has waiting. What costs time is only what is due.
final class WaitingJobs {
    private final Map<Long, Job> byId = new HashMap<>();
    private final Map<Long, List<Job>> bySubmission = new HashMap<>();
    private final PriorityQueue<Due> timetable = new PriorityQueue<>(
            Comparator.comparing(Due::at).thenComparingLong(due -> due.job().id()));
    private final Map<Long, Instant> planned = new HashMap<>();
    private final Map<AccountId, Long> heldPerAccount = new HashMap<>();
    private long held;

    /// Means nothing when the job is not planned for this moment any more.
    private record Due(Instant at, Job job) {}

    /// Space that is spoken for until it is closed.
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    synchronized void add(Job job) {
        byId.put(job.id(), job);
        bySubmission
                .computeIfAbsent(job.submission(), first -> new ArrayList<>(1))
                .add(job);
        count(job.owner().map(Submission.Owner::account), job.message().size());
        plan(job);
    }

    /// Puts a job where its next recipient is due, or away when it is gone.
    synchronized void plan(Job job) {
        if (job.isGone()) {
            remove(job);
            return;
        }
        var next = job.nextDue();
        if (next.isEmpty()) {
            planned.remove(job.id());
        } else if (byId.containsKey(job.id()) && !next.get().equals(planned.put(job.id(), next.get()))) {
            timetable.add(new Due(next.get(), job));
        }
    }

    /// Those of which something is due; each is to be planned again.
    synchronized List<Job> takeDue(Instant now) {
        var due = new ArrayList<Job>();
        while (!timetable.isEmpty() && !timetable.peek().at().isAfter(now)) {
            var first = timetable.remove();
            if (planned.remove(first.job().id(), first.at())) {
                due.add(first.job());
            }
        }
        return due;
    }

    /// Space for that many octets more, if both bounds leave it.
    synchronized Optional<Place> reserve(AccountId account, long octets, QueueSettings settings) {
        boolean room = held + octets <= settings.space().bytes()
                && heldPerAccount.getOrDefault(account, 0L) + octets
                        <= settings.spacePerAccount().bytes();
        if (!room) {
            return Optional.empty();
        }
        count(Optional.of(account), octets);
        return Optional.of(() -> giveBack(account, octets));
    }

    synchronized Optional<Job> find(long id) {
        return Optional.ofNullable(byId.get(id)).filter(job -> !job.isGone());
    }

    synchronized List<Job> of(long submission) {
        return List.copyOf(bySubmission.getOrDefault(submission, List.of()));
    }

    synchronized Collection<Job> all() {
        return List.copyOf(byId.values());
    }

    synchronized int size() {
        return byId.size();
    }

    synchronized long heldBytes() {
        return held;
    }

    private void remove(Job job) {
        if (byId.remove(job.id()) == null) {
            return;
        }
        planned.remove(job.id());
        bySubmission.computeIfPresent(job.submission(), (same, jobs) -> {
            jobs.remove(job);
            return jobs.isEmpty() ? null : jobs;
        });
        count(job.owner().map(Submission.Owner::account), -job.message().size());
    }

    private synchronized void giveBack(AccountId account, long octets) {
        count(Optional.of(account), -octets);
    }

    private void count(Optional<AccountId> account, long octets) {
        held += octets;
        account.ifPresent(
                owner -> heldPerAccount.merge(owner, octets, (now, more) -> now + more == 0 ? null : now + more));
    }
}
