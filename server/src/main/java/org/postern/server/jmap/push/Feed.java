package org.postern.server.jmap.push;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.postern.server.events.Change;
import org.postern.server.events.Change.Kind;
import org.postern.server.time.Clock;

/// What one connection is told. Changes that come together are told together, and while nothing happens
/// no thread waits here: a virtual one is started when there is something to write.
final class Feed {
    /// What comes within it after something was told is told as one.
    static final Duration GAP = Duration.ofMillis(100);

    private final Clock clock;
    private final Sink sink;
    private final Runnable gone;
    private final BooleanSupplier stands;
    private final Set<Kind> kinds;
    private final Map<Kind, Long> pending = new EnumMap<>(Kind.class);
    private PushState state;
    private boolean pingDue;
    private boolean askDue;
    private boolean writing;
    private boolean closed;
    private boolean muted;

    /// The connection, and what ends it.
    ///
    /// @param gone what to do when the client takes nothing any more or may have nothing any more
    record Ends(Sink sink, Runnable gone) {}

    /// @param stands asked before everything that is told
    /// @param state where the client is; what is newer is told
    Feed(Clock clock, BooleanSupplier stands, Set<Kind> kinds, PushState state, Ends ends) {
        this.clock = clock;
        this.stands = stands;
        this.gone = ends.gone();
        this.kinds = kinds;
        this.state = state;
        this.sink = ends.sink();
    }

    /// Writes to the client; called by one thread at a time, and may block.
    interface Sink {
        void tell(Map<Kind, Long> changed, PushState state) throws IOException;

        void ping() throws IOException;

        /// Nothing more will come.
        void end();
    }

    /// Never blocks: it is called by whoever changed something.
    synchronized void on(Change change) {
        for (var kind : change.kinds()) {
            state = state.with(kind, change.state());
            if (kinds.contains(kind)) {
                pending.merge(kind, change.state(), Math::max);
            }
        }
        if (!pending.isEmpty()) {
            start();
        }
    }

    /// The client knows nothing and asks by itself; what is later than `now` is told.
    synchronized void startAt(PushState now) {
        state = state.newest(now);
    }

    /// The store is at `now`: tells of what the client missed.
    synchronized void catchUp(PushState now) {
        for (var kind : kinds) {
            if (now.of(kind) > state.of(kind)) {
                pending.merge(kind, now.of(kind), Math::max);
            }
        }
        state = state.newest(now);
        if (!pending.isEmpty()) {
            start();
        }
    }

    synchronized void ping() {
        pingDue = true;
        start();
    }

    /// Looks whether the client may still be told something.
    synchronized void ask() {
        askDue = true;
        start();
    }

    /// Tells nothing more.
    synchronized void mute() {
        muted = true;
        pending.clear();
        pingDue = false;
        askDue = false;
    }

    /// Ends it from our side.
    void close() {
        if (shut()) {
            sink.end();
        }
    }

    private void start() {
        if (!writing && !closed && !muted) {
            writing = true;
            Thread.startVirtualThread(this::write);
        }
    }

    private void write() {
        try {
            for (var next = next(); next.anything(); next = next()) {
                if (!stands.getAsBoolean()) {
                    gone.run();
                    return;
                }
                tell(next);
                clock.sleep(GAP);
            }
        } catch (IOException broken) {
            gone.run();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            gone.run();
        }
    }

    private void tell(Next next) throws IOException {
        if (!next.changed.isEmpty()) {
            sink.tell(next.changed, next.state);
        } else if (next.ping) {
            sink.ping();
        }
    }

    private record Next(Map<Kind, Long> changed, boolean ping, boolean ask, PushState state) {
        boolean anything() {
            return ping || ask || !changed.isEmpty();
        }
    }

    private synchronized Next next() {
        var next = new Next(new EnumMap<>(pending), pingDue, askDue, state);
        pending.clear();
        pingDue = false;
        askDue = false;
        if (closed || muted || !next.anything()) {
            writing = false;
            return new Next(Map.of(), false, false, state);
        }
        return next;
    }

    private synchronized boolean shut() {
        boolean first = !closed;
        closed = true;
        return first;
    }
}
