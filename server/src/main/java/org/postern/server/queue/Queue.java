package org.postern.server.queue;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.postern.server.accounts.AccountId;
import org.postern.server.mailstore.Changes;

/// Mail that waits to leave. Each job lies on disk under a key of its own that goes with the job.
public interface Queue {
    /// Takes a user's mail, if the account may send so much now (THREAT T-27); it is durable then.
    ///
    /// @param submission with an owner
    /// @throws org.postern.server.db.StoreBroken when it could not be kept
    Offered offer(Submission submission);

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
