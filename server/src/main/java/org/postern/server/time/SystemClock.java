package org.postern.server.time;

import java.time.Duration;
import java.time.Instant;

/// The clock of this machine; no other class reads it.
final class SystemClock implements Clock {
    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }
}
