package org.postern.server.accounts;

import java.time.Duration;

/// How often something may be done: `burst` times at once, then once in each `interval`.
///
/// @param burst at least one
/// @param interval longer than nothing
public record Budget(int burst, Duration interval) {
    public Budget {
        if (burst < 1 || !interval.isPositive()) {
            throw new IllegalArgumentException("a budget that never grants or never refuses");
        }
    }

    /// The whole arithmetic of a bucket (generic cell rate algorithm). A bucket is one number: the time
    /// at which it will be full again.
    ///
    /// @param fullAt nanoseconds, in the past for a full bucket
    /// @param now nanoseconds of the same clock
    Grant take(long fullAt, long now) {
        long from = Math.max(fullAt - now, 0);
        long afterwards = from + interval.toNanos();
        long most = interval.toNanos() * burst;
        return afterwards <= most
                ? new Grant(now + afterwards, Duration.ZERO)
                : new Grant(fullAt, Duration.ofNanos(afterwards - most));
    }

    /// After this time without use a bucket is full and may be forgotten.
    Duration memory() {
        return interval.multipliedBy(burst);
    }

    /// @param fullAt the bucket afterwards
    /// @param delay zero when it was granted
    record Grant(long fullAt, Duration delay) {}
}
