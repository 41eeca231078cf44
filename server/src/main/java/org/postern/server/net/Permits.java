package org.postern.server.net;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.postern.reach.RelayId;

/// Counts what is open, in all and by network (/24, /56), and says no beyond a limit (THREAT T-04).
/// Nothing is kept of a network that has nothing open.
public final class Permits {
    private final int most;
    private final int mostPerNetwork;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Network, Integer> byNetwork = new HashMap<>();
    private final Map<RelayId, Integer> byRelay = new HashMap<>();
    private int taken;

    public Permits(int most, int mostPerNetwork) {
        this.most = most;
        this.mostPerNetwork = mostPerNetwork;
    }

    /// The answer to asking for a permit.
    public sealed interface Answer {
        /// Closing it more than once counts once.
        record Granted(Permit permit) implements Answer {}

        record TooMany() implements Answer {}

        record TooManyFromNetwork() implements Answer {}
    }

    /// One that is taken, until it is closed.
    @FunctionalInterface
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    public Answer take(InetAddress peer) {
        return take(Network.of(peer));
    }

    /// As for its peer; and whoever comes by one relay has no more in all than is left to the others
    /// (THREAT T-43).
    public Answer take(Connection connection) {
        return take(Network.of(connection));
    }

    private Answer take(Network network) {
        lock.lock();
        try {
            if (taken >= most || !isFair(network.by())) {
                return new Answer.TooMany();
            }
            int here = byNetwork.getOrDefault(network, 0);
            if (here >= mostPerNetwork) {
                return new Answer.TooManyFromNetwork();
            }
            taken++;
            byNetwork.put(network, here + 1);
            byRelay.merge(network.by(), 1, Integer::sum);
        } finally {
            lock.unlock();
        }
        var open = new AtomicBoolean(true);
        return new Answer.Granted(() -> {
            if (open.getAndSet(false)) {
                giveBack(network);
            }
        });
    }

    private boolean isFair(RelayId by) {
        return by.equals(RelayId.CORE) || byRelay.getOrDefault(by, 0) < most - taken;
    }

    /// How many are taken now.
    public int taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(Network network) {
        lock.lock();
        try {
            taken--;
            byNetwork.computeIfPresent(network, (known, count) -> count == 1 ? null : count - 1);
            byRelay.computeIfPresent(network.by(), (known, count) -> count == 1 ? null : count - 1);
        } finally {
            lock.unlock();
        }
    }
}
