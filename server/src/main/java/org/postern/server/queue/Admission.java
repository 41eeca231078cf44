package org.postern.server.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.postern.server.accounts.AccountId;

/// What of the mail that is offered together may be taken (THREAT T-27): room is held for it until it is
/// closed, and what was not taken by then does not count against its account's rate.
final class Admission implements AutoCloseable {
    private final WaitingJobs jobs;
    private final SendingRate rate;
    private final QueueSettings settings;
    private final List<Asked> asked = new ArrayList<>();
    private boolean taken;

    /// @param refused empty when it may be taken
    private record Asked(Submission submission, Optional<Offered> refused, Optional<WaitingJobs.Place> place) {
        AccountId account() {
            return submission.owner().map(Submission.Owner::account).orElseThrow();
        }

        int recipients() {
            return submission.parcels().stream()
                    .mapToInt(parcel -> parcel.to().size())
                    .sum();
        }

        long octets() {
            return submission.parcels().stream()
                    .mapToLong(parcel -> parcel.message().size())
                    .sum();
        }
    }

    Admission(WaitingJobs jobs, SendingRate rate, QueueSettings settings) {
        this.jobs = jobs;
        this.rate = rate;
        this.settings = settings;
    }

    /// @param submission with an owner
    void ask(Submission submission) {
        var open = new Asked(submission, Optional.empty(), Optional.empty());
        var place = jobs.reserve(open.account(), open.octets(), settings);
        if (place.isEmpty()) {
            asked.add(new Asked(submission, Optional.of(new Offered.NoRoom()), place));
            return;
        }
        var wait = rate.take(open.account(), open.recipients());
        if (wait.isZero()) {
            asked.add(new Asked(submission, Optional.empty(), place));
        } else {
            place.get().close();
            asked.add(new Asked(submission, Optional.of(new Offered.TooMany(wait)), Optional.empty()));
        }
    }

    /// In the order in which they were asked for.
    List<Submission> admitted() {
        return asked.stream()
                .filter(one -> one.refused().isEmpty())
                .map(Asked::submission)
                .toList();
    }

    /// For everything that was asked for, in that order.
    ///
    /// @param ids of those that were admitted; they are durable
    List<Offered> answers(List<SubmissionId> ids) {
        taken = true;
        Deque<SubmissionId> left = new ArrayDeque<>(ids);
        return asked.stream()
                .map(one -> one.refused().orElseGet(() -> new Offered.Taken(left.removeFirst())))
                .toList();
    }

    @Override
    public void close() {
        for (var one : asked) {
            one.place().ifPresent(WaitingJobs.Place::close);
            if (!taken && one.refused().isEmpty()) {
                rate.giveBack(one.account(), one.recipients());
            }
        }
    }
}
