package org.postern.server.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.address.Domain;

/// One lane for each destination with work: a few virtual threads take the work in order, each over its
/// own connection, and end when the lane is empty. Permits bound both the lane and all lanes together.
final class Lanes<W> {
    private static final Trace TRACE = Trace.of(Lanes.class);

    private final int perLane;
    private final Semaphore all;
    private final BiConsumer<Domain, Lane<W>> driver;
    private final Map<Domain, Lane<W>> lanes = new HashMap<>();
    private int running;
    private boolean closed;

    /// @param driver takes work from the lane until there is none
    Lanes(int perLane, int all, BiConsumer<Domain, Lane<W>> driver) {
        this.perLane = perLane;
        this.all = new Semaphore(all);
        this.driver = driver;
    }

    /// Work that waits for one destination. Used under the lock of [Lanes].
    static final class Lane<W> {
        private final Object lock;
        private final Deque<W> waiting = new ArrayDeque<>();
        private int drivers;

        private Lane(Object lock) {
            this.lock = lock;
        }

        Optional<W> next() {
            synchronized (lock) {
                return Optional.ofNullable(waiting.poll());
            }
        }

        /// All that waits: for when the destination turned out to be out of reach.
        List<W> drain() {
            synchronized (lock) {
                var all = new ArrayList<>(waiting);
                waiting.clear();
                return all;
            }
        }
    }

    synchronized void put(Domain destination, W work) {
        if (closed) {
            return;
        }
        var lane = lanes.computeIfAbsent(destination, name -> new Lane<>(this));
        lane.waiting.add(work);
        if (lane.drivers < perLane) {
            lane.drivers++;
            running++;
            Thread.ofVirtual().name("delivery").start(() -> drive(destination, lane));
        }
    }

    /// Waits until nothing is under way.
    synchronized void awaitIdle() throws InterruptedException {
        while (running > 0) {
            wait();
        }
    }

    /// Takes no more; what is under way goes on to its end.
    synchronized void close() {
        closed = true;
        lanes.values().forEach(lane -> lane.waiting.clear());
    }

    private void drive(Domain destination, Lane<W> lane) {
        boolean again = true;
        while (again) {
            all.acquireUninterruptibly();
            try {
                driver.accept(destination, lane);
            } catch (RuntimeException broken) {
                TRACE.failure("a delivery ended in a failure", broken, Field.word("part", "queue"));
            } finally {
                all.release();
            }
            again = goesOn(destination, lane);
        }
    }

    /// INVARIANT: a lane with work has a driver, so the last look at it and the leaving are one step.
    private synchronized boolean goesOn(Domain destination, Lane<W> lane) {
        if (!lane.waiting.isEmpty()) {
            return true;
        }
        lane.drivers--;
        running--;
        if (lane.drivers == 0) {
            lanes.remove(destination);
        }
        notifyAll();
        return false;
    }
}
