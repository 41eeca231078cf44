package org.postern.server.queue;

/// One act of sending by a user; a JMAP EmailSubmission.
public record SubmissionId(long value) {
    /// The form in which clients see it.
    @Override
    public String toString() {
        return "s" + value;
    }
}
