package org.postern.server.accounts;

import java.time.Duration;
import java.time.Instant;

/// Somebody who is logged in.
///
/// @param label for the owner's list
/// @param lastUsed to the hour
public record Session(long id, AccountId account, Kind kind, String label, Instant created, Instant lastUsed) {
    private static final Duration FRESH = Duration.ofMinutes(10);

    /// How a session came to be, and how long it lasts without use.
    public enum Kind {
        /// By a login; 30 days.
        PAGE,
        /// Made by its owner for a stock client; until revoked.
        APP
    }

    /// Shortly after a login: may change what the account is locked with.
    public boolean fresh(Instant now) {
        return kind == Kind.PAGE && now.isBefore(created.plus(FRESH));
    }
}
