package org.postern.server.jmap.push;

import java.time.Duration;
import java.time.Instant;
import org.postern.server.time.Clock;

/// The real one, which does not pause between two tellings.
final class HastyClock implements Clock {
    private final Clock real = Clock.system();

    @Override
    public Instant instant() {
        return real.instant();
    }

    @Override
    public long nanos() {
        return real.nanos();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (duration.compareTo(Feed.GAP) > 0) {
            real.sleep(duration);
        }
    }
}
