package org.postern.server.queue;

import java.time.Duration;
import java.time.Instant;
import org.postern.server.time.Clock;

/// Time that moves only when a test says so.
final class ManualClock implements Clock {
    private Instant now = Instant.parse("2026-11-23T21:00:00Z");

    synchronized void advance(Duration by) {
        now = now.plus(by);
        notifyAll();
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized long nanos() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    @Override
    public synchronized void sleep(Duration duration) throws InterruptedException {
        var until = now.plus(duration);
        while (now.isBefore(until)) {
            wait();
        }
    }
}
