package org.postern.server.time;

import java.time.Duration;
import java.time.Instant;

/// Wall time that never jumps: it is read once, and goes on by the monotonic clock. For what is planned
/// within one run of the process; what it says and what the wall says part when somebody sets the clock.
public final class SteadyClock implements Clock {
    private final Clock clock;
    private final Instant start;
    private final long startNanos;

    public SteadyClock(Clock clock) {
        this.clock = clock;
        this.start = clock.instant();
        this.startNanos = clock.nanos();
    }

    @Override
    public Instant instant() {
        return start.plusNanos(clock.nanos() - startNanos);
    }

    @Override
    public long nanos() {
        return clock.nanos();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        clock.sleep(duration);
    }

    @Override
    public Thread begin(String name, Runnable work) {
        return clock.begin(name, work);
    }
}
