package org.postern.server.jmap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.server.accounts.AccountId;
import org.postern.server.mailstore.Changes;
import org.postern.server.queue.Offered;
import org.postern.server.queue.Queue;
import org.postern.server.queue.Submission;
import org.postern.server.queue.SubmissionId;
import org.postern.server.queue.SubmissionNote;
import org.postern.server.time.Clock;
import org.postern.wire.address.MailAddress;

/// Keeps what was submitted and never delivers it.
public final class RecordingQueue implements Queue {
    /// The state before anything was submitted.
    public static final long FIRST_STATE = 3;

    public final List<Submission> submissions = new ArrayList<>();

    /// Said to whoever offers mail.
    public Optional<Offered> refusal = Optional.empty();

    private final Clock clock;
    private final List<SubmissionNote> notes = new ArrayList<>();

    public RecordingQueue(Clock clock) {
        this.clock = clock;
    }

    @Override
    public List<Offered> offer(List<Submission> submissions) {
        return submissions.stream()
                .map(submission -> refusal.orElseGet(() -> new Offered.Taken(submit(submission))))
                .toList();
    }

    @Override
    public SubmissionId submit(Submission submission) {
        submissions.add(submission);
        var id = new SubmissionId(submissions.size());
        var owner = submission.owner().orElseThrow();
        var deliveries = deliveries(submission);
        notes.addFirst(new SubmissionNote(
                id, owner.email(), owner.thread(), clock.instant(), deliveries, 0, 0, deliveries.size()));
        return id;
    }

    @Override
    public long state(AccountId account) {
        return FIRST_STATE + submissions.size();
    }

    @Override
    public List<SubmissionNote> submissions(AccountId account, Optional<Collection<SubmissionId>> ids) {
        return notes.stream()
                .filter(note -> ids.isEmpty() || ids.get().contains(note.id()))
                .toList();
    }

    @Override
    public Changes<SubmissionId> changes(AccountId account, long since, int max) {
        if (since < FIRST_STATE || since > state(account)) {
            return new Changes.CannotTell<>();
        }
        var created = notes.reversed().stream()
                .map(SubmissionNote::id)
                .filter(id -> id.value() > since - FIRST_STATE)
                .toList();
        return new Changes.Since<>(created, List.of(), List.of(), state(account), false);
    }

    private static Map<MailAddress, SubmissionNote.Delivery> deliveries(Submission submission) {
        var deliveries = new LinkedHashMap<MailAddress, SubmissionNote.Delivery>();
        submission
                .parcels()
                .forEach(parcel -> parcel.to()
                        .forEach(to -> deliveries.put(
                                to.address(), new SubmissionNote.Delivery("", SubmissionNote.Delivered.QUEUED))));
        return deliveries;
    }
}
