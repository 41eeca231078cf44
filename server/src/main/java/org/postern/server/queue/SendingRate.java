package org.postern.server.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.postern.server.accounts.AccountId;
import org.postern.server.time.Clock;

/// How many recipients an account may send to in an hour and in a day (THREAT T-27). Each is a bucket that
/// is one number: when it will be full again.
final class SendingRate {
    private final Bucket hour;
    private final Bucket day;
    private final Clock clock;

    SendingRate(QueueSettings settings, Clock clock) {
        this.hour = new Bucket(Duration.ofHours(1), settings.recipientsPerHour());
        this.day = new Bucket(Duration.ofDays(1), settings.recipientsPerDay());
        this.clock = clock;
    }

    /// Zero when granted, else how long until asking again is of use.
    synchronized Duration take(AccountId account, int recipients) {
        long now = clock.nanos();
        long wait = Math.max(hour.wait(account, recipients, now), day.wait(account, recipients, now));
        if (wait > 0) {
            return Duration.ofNanos(wait);
        }
        hour.add(account, recipients, now);
        day.add(account, recipients, now);
        return Duration.ZERO;
    }

    /// What was granted was not sent.
    synchronized void giveBack(AccountId account, int recipients) {
        hour.add(account, -recipients, clock.nanos());
        day.add(account, -recipients, clock.nanos());
    }

    /// What was sent a while ago, before this process; the oldest first.
    synchronized void remember(AccountId account, int recipients, Duration ago) {
        long then = clock.nanos() - ago.toNanos();
        hour.add(account, recipients, then);
        day.add(account, recipients, then);
    }

    /// Forgets accounts that have sent nothing of late.
    synchronized void sweep() {
        hour.sweep(clock.nanos());
        day.sweep(clock.nanos());
    }

    private static final class Bucket {
        private final long span;
        private final long interval;
        private final Map<AccountId, Long> fullAt = new HashMap<>();

        Bucket(Duration span, int recipients) {
            this.span = span.toNanos();
            this.interval = span.toNanos() / recipients;
        }

        long wait(AccountId account, int recipients, long now) {
            return left(account, now) + recipients * interval - span;
        }

        void add(AccountId account, int recipients, long now) {
            fullAt.put(account, now + left(account, now) + recipients * interval);
        }

        void sweep(long now) {
            fullAt.values().removeIf(at -> at - now <= 0);
        }

        private long left(AccountId account, long now) {
            return Math.max(fullAt.getOrDefault(account, now) - now, 0);
        }
    }
}
