package org.postern.server.queue;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.postern.server.accounts.AccountId;
import org.postern.server.mailstore.Changes;

/// Mail that waits to leave. Each job lies on disk under a key of its own that goes with the job.
public interface Queue {
    /// Takes a user's mail, as much of it as the account may send now (THREAT T-27). What is taken is durable
    /// then, by one commit for all.
    ///
    /// @param submissions each with an owner
    /// @return what became of each, in their order
    /// @throws org.postern.server.db.StoreBroken when they could not be kept; then none was
    List<Offered> offer(List<Submission> submissions);

    /// The same for one alone.
    default Offered offer(Submission submission) {
        return offer(List.of(submission)).getFirst();
    }

    /// Takes the server's own mail. Returns once the job is durable.
    ///
    /// @throws org.postern.server.db.StoreBroken when it could not be kept
    SubmissionId submit(Submission submission);

    /// The state number of an account's submissions.
    long state(AccountId account);

    /// Those asked for that exist, or all for an empty optional, newest first.
    List<SubmissionNote> submissions(AccountId account, Optional<Collection<SubmissionId>> ids);

    Changes<SubmissionId> changes(AccountId account, long since, int max);
}
