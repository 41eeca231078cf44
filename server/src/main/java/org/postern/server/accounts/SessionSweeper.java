package org.postern.server.accounts;

import java.time.Duration;
import org.postern.server.db.StoreBroken;
import org.postern.server.time.Clock;
import org.postern.server.trace.Trace;

/// Clears sessions that have run out, at start-up and once a day.
public final class SessionSweeper implements AutoCloseable {
    private static final Trace TRACE = Trace.of(SessionSweeper.class);
    private static final Duration PAUSE = Duration.ofDays(1);

    private final Sessions sessions;
    private final Clock clock;
    private final Thread thread;

    public SessionSweeper(Sessions sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("session-sweeper").start(this::run);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                sweep();
                clock.sleep(PAUSE);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        try {
            sessions.sweep();
        } catch (StoreBroken broken) {
            TRACE.failure("old sessions were not cleared", broken);
        }
    }
}
