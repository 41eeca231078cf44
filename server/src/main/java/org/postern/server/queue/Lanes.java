package org.postern.server.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.postern.server.accounts.AccountId;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.address.Domain;

/// One lane for each destination with work, and a few drivers for each lane: virtual threads that take
/// its work, each over its own connection, and end when there is nothing for them. What waits for a
/// driver costs no thread.
///
/// THREAT T-30: places are bounded for each lane, for each account and in all, and accounts take turns
/// within a lane and among lanes, so that neither an account with much to send nor a destination that
/// stalls keeps the others waiting.
final class Lanes<W> {
    private static final Trace TRACE = Trace.of(Lanes.class);

    /// Pieces of work after which a driver gives up its place when all are taken.
    private static final int TURN = 20;

    private final Bounds bounds;
    private final Clock clock;
    private final BiConsumer<Domain, Driver> driver;
    private final Map<Domain, Lane<W>> lanes = new HashMap<>();
    private final LinkedHashMap<Optional<AccountId>, Sender<W>> senders = new LinkedHashMap<>();
    private int running;
    private boolean closed;

    /// How many drivers may be on their way.
    record Bounds(int perLane, int perAccount, int inAll) {}

    /// @param driver takes work until there is none
    Lanes(Bounds bounds, Clock clock, BiConsumer<Domain, Driver> driver) {
        this.bounds = bounds;
        this.clock = clock;
        this.driver = driver;
    }

    /// Work that waits for one destination.
    private static final class Lane<W> {
        private final Domain destination;
        private final LinkedHashMap<Sender<W>, Deque<W>> waiting = new LinkedHashMap<>();
        private int drivers;

        Lane(Domain destination) {
            this.destination = destination;
        }
    }

    /// Work of one account, by lane. INVARIANT: a deque is in the maps of its lane and of its sender, or in
    /// neither.
    private static final class Sender<W> {
        private final Optional<AccountId> account;
        private final LinkedHashMap<Lane<W>, Deque<W>> waiting = new LinkedHashMap<>();
        private int underWay;

        Sender(Optional<AccountId> account) {
            this.account = account;
        }
    }

    /// @param from whose turn and whose places it takes; empty for the server's own mail
    synchronized void put(Domain destination, Optional<AccountId> from, W work) {
        if (closed) {
            return;
        }
        var lane = lanes.computeIfAbsent(destination, Lane::new);
        var sender = senders.computeIfAbsent(from, Sender::new);
        deque(lane, sender).add(work);
        startDrivers();
    }

    /// Gives places that are free to work that waits.
    synchronized void startDrivers() {
        while (running < bounds.inAll() && !closed) {
            var next = nextDriver();
            if (next.isEmpty()) {
                return;
            }
            running++;
            var starting = next.get();
            clock.begin("delivery", () -> drive(starting));
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
        senders.values().forEach(sender -> sender.waiting.clear());
    }

    /// Takes work of one lane: for one thread, from its start to its end.
    final class Driver {
        private final Lane<W> lane;
        private @Nullable Sender<W> current;
        private @Nullable W first;
        private int done;

        private Driver(Lane<W> lane, Sender<W> sender, W first) {
            this.lane = lane;
            this.current = sender;
            this.first = first;
        }

        /// The next piece of work; the one before it is done with.
        Optional<W> next() {
            synchronized (Lanes.this) {
                var chosen = first;
                first = null;
                if (chosen != null) {
                    return Optional.of(chosen);
                }
                leave();
                done++;
                boolean othersWait = running >= bounds.inAll();
                var next = done >= TURN && othersWait ? Optional.<W>empty() : chooseHere();
                startDrivers();
                return next;
            }
        }

        /// All that waits: for when the destination turned out to be out of reach.
        List<W> drain() {
            synchronized (Lanes.this) {
                var all = new ArrayList<W>();
                for (var sender : List.copyOf(lane.waiting.keySet())) {
                    all.addAll(deque(lane, sender));
                    forget(lane, sender);
                }
                return all;
            }
        }

        private Optional<W> chooseHere() {
            for (var sender : lane.waiting.keySet()) {
                if (sender.underWay < bounds.perAccount()) {
                    current = sender;
                    return Optional.of(take(lane, sender));
                }
            }
            return Optional.empty();
        }

        private void leave() {
            var before = current;
            if (before != null) {
                before.underWay--;
                forgetIfIdle(before);
            }
            current = null;
        }
    }

    private void drive(Driver one) {
        try {
            driver.accept(one.lane.destination, one);
        } catch (RuntimeException broken) {
            TRACE.failure("a delivery ended in a failure", broken, Field.word("part", "queue"));
        } finally {
            end(one);
        }
    }

    private synchronized void end(Driver one) {
        var untaken = one.first;
        if (untaken != null && one.current != null && !closed) {
            deque(one.lane, one.current).addFirst(untaken); // for the next round: at once it would spin
        }
        one.leave();
        one.lane.drivers--;
        running--;
        forgetIfIdle(one.lane);
        if (untaken == null) {
            startDrivers();
        }
        notifyAll();
    }

    private Optional<Driver> nextDriver() {
        for (var sender : senders.values()) {
            if (sender.underWay < bounds.perAccount()) {
                for (var lane : sender.waiting.keySet()) {
                    if (lane.drivers < bounds.perLane()) {
                        lane.drivers++;
                        return Optional.of(new Driver(lane, sender, take(lane, sender)));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// Takes the oldest; lane and sender go behind the others.
    private W take(Lane<W> lane, Sender<W> sender) {
        var waiting = deque(lane, sender);
        var work = waiting.remove();
        forget(lane, sender);
        if (!waiting.isEmpty()) {
            lane.waiting.putLast(sender, waiting);
            sender.waiting.putLast(lane, waiting);
        }
        sender.underWay++;
        senders.putLast(sender.account, sender);
        return work;
    }

    private Deque<W> deque(Lane<W> lane, Sender<W> sender) {
        senders.putIfAbsent(sender.account, sender);
        lanes.putIfAbsent(lane.destination, lane);
        return lane.waiting.computeIfAbsent(sender, first -> {
            var waiting = new ArrayDeque<W>();
            sender.waiting.put(lane, waiting);
            return waiting;
        });
    }

    private void forget(Lane<W> lane, Sender<W> sender) {
        lane.waiting.remove(sender);
        sender.waiting.remove(lane);
        forgetIfIdle(sender);
    }

    private void forgetIfIdle(Sender<W> sender) {
        if (sender.underWay == 0 && sender.waiting.isEmpty()) {
            senders.remove(sender.account, sender);
        }
    }

    private void forgetIfIdle(Lane<W> lane) {
        if (lane.drivers == 0 && lane.waiting.isEmpty()) {
            lanes.remove(lane.destination, lane);
        }
    }
}
