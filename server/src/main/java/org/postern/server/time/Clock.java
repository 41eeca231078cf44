package org.postern.server.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// What time it is, and waiting. The only way to either: the simulator puts its own in place of it.
public interface Clock extends InstantSource {
    /// Wall time; may jump. For what is stored or shown.
    @Override
    Instant instant();

    /// Monotonic nanoseconds from an arbitrary start. For deadlines and durations.
    long nanos();

    void sleep(Duration duration) throws InterruptedException;

    /// Starts a virtual thread that waits by this clock. The simulator lets one such thread go on at a time.
    default Thread begin(String name, Runnable work) {
        return Thread.ofVirtual().name(name).start(work);
    }

    /// The clock of this machine.
    static Clock system() {
        return new SystemClock();
    }
}
