package org.postern.reach.relay;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.postern.reach.RelayId;

/// Holds the connection to one relay for as long as it is open: connects, waits for its end, connects
/// again, after a pause that grows while it fails and is never the same for two.
public final class RelayKeeper implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration AFTER_FLOOD = Duration.ofMinutes(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final RelayTarget target;
    private final Connector connector;
    private final Listener listener;
    private final RandomGenerator random;
    private final Thread thread;
    private volatile Optional<RelayLink> link = Optional.empty();
    private volatile boolean closed;

    /// Makes a connection; [RelayClient#connect] with its parts bound.
    @FunctionalInterface
    public interface Connector {
        RelayLink connect(RelayTarget target) throws RelayProblem;
    }

    /// Hears how the relay stands, on the keeper's own thread.
    public interface Listener {
        void up(RelayId relay);

        void down(RelayId relay, Optional<RelayProblem> why);
    }

    private RelayKeeper(RelayTarget target, Connector connector, Listener listener, RandomGenerator random) {
        this.target = target;
        this.connector = connector;
        this.listener = listener;
        this.random = random;
        thread = Thread.ofVirtual().name("relay-" + target.id()).unstarted(this::serve);
    }

    public static RelayKeeper start(
            RelayTarget target, Connector connector, Listener listener, RandomGenerator random) {
        var keeper = new RelayKeeper(target, connector, listener, random);
        keeper.thread.start();
        return keeper;
    }

    /// The connection, while there is one.
    public Optional<RelayLink> link() {
        return link.filter(RelayLink::isOpen);
    }

    private void serve() {
        int failures = 0;
        while (!closed) {
            try {
                var made = connector.connect(target);
                link = Optional.of(made);
                listener.up(target.id());
                failures = 0;
                made.awaitEnd();
                link = Optional.empty();
                listener.down(target.id(), made.fault());
                if (made.fault().isPresent()) {
                    pauseLong();
                    continue;
                }
            } catch (RelayProblem problem) {
                failures++;
                listener.down(target.id(), Optional.of(problem));
            } catch (RuntimeException nonsense) {
                failures++; // of the library's, at what the other side sent: it may send better things
                listener.down(target.id(), Optional.empty());
            } catch (InterruptedException stop) {
                return;
            }
            pause(failures);
        }
    }

    /// THREAT T-41: who floods us gets to do it for a few seconds in ten minutes.
    private void pauseLong() {
        if (!closed) {
            LockSupport.parkNanos(AFTER_FLOOD.toNanos());
        }
    }

    /// Doubles with each failure, up to a minute, and is shortened by up to a half at random.
    private void pause(int failures) {
        long most = Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(failures, 10));
        if (!closed) {
            LockSupport.parkNanos(most - random.nextLong(most / 2 + 1));
        }
    }

    @Override
    public void close() {
        closed = true;
        link.ifPresent(RelayLink::close);
        thread.interrupt();
    }
}
