package org.postern.server.mailstore;

/// Messages of an account with one root.
public record ThreadId(long value) {
    /// The form in which clients see it.
    @Override
    public String toString() {
        return "t" + value;
    }
}
