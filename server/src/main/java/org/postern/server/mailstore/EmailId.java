package org.postern.server.mailstore;

/// One stored message of an account; unique on this server.
public record EmailId(long value) {
    /// The form in which clients see it.
    @Override
    public String toString() {
        return "e" + value;
    }
}
