package org.postern.server.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands until it is told to go on. Sleeping moves it.
public final class ManualClock implements Clock {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private volatile Duration jumped = Duration.ZERO;

    @Override
    public Instant instant() {
        return START.plusNanos(nanos.get()).plus(jumped);
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public void sleep(Duration duration) {
        advance(duration);
    }

    public void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    /// Somebody sets the wall clock; no time passes.
    public void jump(Duration by) {
        jumped = jumped.plus(by);
    }
}
