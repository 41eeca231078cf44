package org.postern.server.time;

import java.time.Duration;

/// A thread that does one thing again and again, first when the time is over once, until it is closed.
public final class Periodic implements AutoCloseable {
    private final Thread thread;

    private Periodic(Thread thread) {
        this.thread = thread;
    }

    /// @param work ends the thread by what it throws
    public static Periodic start(Clock clock, String name, Duration every, Runnable work) {
        return new Periodic(clock.begin(name, () -> repeat(clock, every, work)));
    }

    private static void repeat(Clock clock, Duration every, Runnable work) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                clock.sleep(every);
                work.run();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
