package org.postern.server.accounts;

/// An account of this server.
public record AccountId(long value) {
    /// The form in which clients see it.
    @Override
    public String toString() {
        return "a" + value;
    }
}
