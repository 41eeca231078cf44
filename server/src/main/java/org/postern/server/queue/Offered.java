package org.postern.server.queue;

import java.time.Duration;

/// What became of mail that a user offered to the queue.
public sealed interface Offered {
    /// It is durable.
    record Taken(SubmissionId id) implements Offered {}

    /// The account has sent to as many as it may for now.
    ///
    /// @param pause until asking again is of use
    record TooMany(Duration pause) implements Offered {}

    /// As much waits already as may, of this account or of all.
    record NoRoom() implements Offered {}
}
