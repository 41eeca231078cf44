package org.postern.lab.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.postern.server.time.Clock;

/// The world's time as one process sees it; its wall clock may be wrong. The rooms' own tickers, which wake
/// every second to look whether something is due, wake less often here: what is due is up to ten minutes
/// late, and nothing else is different.
final class SimClock implements Clock {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration SHORTEST_SLEEP = Duration.ofMinutes(10);

    private final World world;
    private final World.Group group;
    private final Supplier<Duration> error;

    /// @param error by how much the wall clock is wrong now
    SimClock(World world, World.Group group, Supplier<Duration> error) {
        this.world = world;
        this.group = group;
        this.error = error;
    }

    @Override
    public Instant instant() {
        return START.plusNanos(world.nanos()).plus(error.get());
    }

    @Override
    public long nanos() {
        return world.nanos();
    }

    @Override
    public void sleep(Duration duration) {
        world.pause(duration.compareTo(SHORTEST_SLEEP) < 0 ? SHORTEST_SLEEP : duration);
    }

    @Override
    public Thread begin(String name, Runnable work) {
        return world.begin(group, name, work);
    }
}
