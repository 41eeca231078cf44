package org.postern.server.mailstore;

/// A mailbox (folder) of an account; unique on this server.
public record MailboxId(long value) {
    /// The form in which clients see it.
    @Override
    public String toString() {
        return "m" + value;
    }
}
