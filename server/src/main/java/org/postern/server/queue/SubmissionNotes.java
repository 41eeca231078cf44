package org.postern.server.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.postern.server.accounts.AccountId;
import org.postern.server.db.Database;
import org.postern.server.db.QueueRows;
import org.postern.server.mailstore.Changes;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.ThreadId;
import org.postern.wire.address.MailAddress;

/// What users see of their submissions: counts from the rows, recipients from the jobs in memory.
final class SubmissionNotes {
    private final Database database;
    private final WaitingJobs jobs;

    SubmissionNotes(Database database, WaitingJobs jobs) {
        this.database = database;
        this.jobs = jobs;
    }

    long state(AccountId account) {
        return database.read(tables -> tables.queue().state(account.value()));
    }

    List<SubmissionNote> of(AccountId account, Optional<Collection<SubmissionId>> ids) {
        var rows = database.read(tables -> ids.map(wanted -> tables.queue()
                        .submissions(
                                account.value(),
                                wanted.stream().map(SubmissionId::value).toList()))
                .orElseGet(() -> tables.queue().submissions(account.value())));
        return rows.stream().map(row -> note(row, live(row.id()))).toList();
    }

    private List<Job> live(long submission) {
        return jobs.of(submission).stream().filter(job -> !job.isGone()).toList();
    }

    Changes<SubmissionId> changes(AccountId account, long since, int max) {
        return database.read(tables -> {
            long state = tables.queue().state(account.value());
            if (since < 0 || since > state || since < tables.queue().knownFrom(account.value())) {
                return new Changes.CannotTell<SubmissionId>();
            }
            var steps = tables.queue().steps(account.value(), since, max + 1);
            boolean more = steps.size() > max;
            var told = more ? steps.subList(0, max) : steps;
            return since(told, since, more ? told.getLast().state() : state, more);
        });
    }

    private static Changes<SubmissionId> since(List<QueueRows.Step> steps, long since, long newState, boolean more) {
        var created = new ArrayList<SubmissionId>();
        var updated = new ArrayList<SubmissionId>();
        var destroyed = new ArrayList<SubmissionId>();
        for (var step : steps) {
            var id = new SubmissionId(step.submission());
            boolean fresh = step.created() > since;
            if (!step.gone()) {
                (fresh ? created : updated).add(id);
            } else if (!fresh) {
                destroyed.add(id);
            }
        }
        return new Changes.Since<>(created, updated, destroyed, newState, more);
    }

    private static SubmissionNote note(QueueRows.SubmissionRow row, List<Job> live) {
        var owner = row.owner().orElseThrow();
        var deliveries = new LinkedHashMap<MailAddress, SubmissionNote.Delivery>();
        for (var job : live) {
            job.envelope().to().forEach(to -> deliveries.put(to.address(), delivery(to)));
        }
        return new SubmissionNote(
                new SubmissionId(row.id()),
                new EmailId(owner.email()),
                new ThreadId(owner.thread()),
                row.sentAt(),
                deliveries,
                row.counts().delivered(),
                row.counts().failed(),
                row.counts().waiting());
    }

    /// RFC 8621 §7: what a client reads of one recipient.
    private static SubmissionNote.Delivery delivery(Envelope.Recipient recipient) {
        var delivered = switch (recipient.state()) {
            case WAITING -> SubmissionNote.Delivered.QUEUED;
            case DELIVERED -> SubmissionNote.Delivered.YES;
            case FAILED -> SubmissionNote.Delivered.NO;
        };
        return new SubmissionNote.Delivery(recipient.lastReply(), delivered);
    }
}
