package org.postern.server.mailstore;

/// What became of a message that was to be kept, before anybody knows its id.
public enum Accepted {
    /// Durable. It is shown as soon as the index has followed.
    KEPT,
    /// The account's quota does not hold it.
    FULL,
    /// The account is not, or no longer, there.
    NO_ACCOUNT
}
