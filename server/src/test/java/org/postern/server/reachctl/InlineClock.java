package org.postern.server.reachctl;

import java.time.Duration;
import java.time.Instant;
import org.postern.server.time.Clock;
import org.postern.server.time.ManualClock;

/// A clock that stands, and on which what is begun is done at once, so that a test sees it done.
final class InlineClock implements Clock {
    private final ManualClock clock = new ManualClock();

    @Override
    public Instant instant() {
        return clock.instant();
    }

    @Override
    public long nanos() {
        return clock.nanos();
    }

    @Override
    public void sleep(Duration duration) {
        clock.advance(duration);
    }

    @Override
    public Thread begin(String name, Runnable work) {
        work.run();
        return Thread.currentThread();
    }
}
