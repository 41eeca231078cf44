package org.postern.lab.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Fake time, and the order in which everything happens. What acts is a virtual thread with ordinary
/// blocking code, and exactly one of them runs at a time: it goes on until it waits for something of this
/// world, and then whoever is next in the order of time and asking goes on.
///
/// INVARIANT: all state of the simulator is touched only by the one actor that runs, so nothing of it
/// needs a lock; handing over publishes it.
final class World {
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Semaphore outside = new Semaphore(0);
    private final List<Actor> actors = new ArrayList<>();
    private volatile long nowNanos;
    private long endNanos;
    private long nextOrder;
    private @Nullable Actor running;
    private @Nullable Throwable failure;

    /// Its process is no more: thrown out of every wait of its actors. An error, so that no room takes it
    /// for something that it could answer.
    static final class Died extends Error {
        private static final long serialVersionUID = 1L;

        Died() {
            super("the simulated process is no more", null, false, false);
        }
    }

    /// Actors that die together.
    static final class Group {
        private boolean dead;

        boolean isDead() {
            return dead;
        }
    }

    /// A place where one actor waits for another.
    static final class Gate {
        private @Nullable Actor waiting;
    }

    private record Event(long atNanos, long order, Actor actor, long parking) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final class Actor {
        private final Group group;
        private final Thread thread;
        private final Semaphore turn = new Semaphore(0);
        private long parking;
        private boolean begun;
        private boolean ended;

        Actor(Group group, String name, Runnable work) {
            this.group = group;
            thread = Thread.ofVirtual().name(name).unstarted(() -> live(work));
        }

        private void live(Runnable work) {
            try {
                work.run();
            } catch (Died expected) {
                // as everything of its process
            } catch (Throwable broken) {
                failure = failure == null ? broken : failure;
            }
            ended = true;
            actors.remove(this);
            handOver(null);
        }

        void goOn() {
            if (begun) {
                turn.release();
            } else {
                begun = true;
                thread.start();
            }
        }
    }

    long nanos() {
        return nowNanos;
    }

    /// Lets things happen until the moment, on the calling thread's account.
    ///
    /// @throws IllegalStateException when an actor ended in a failure: that is a fault of the simulator
    void run(long untilNanos) {
        endNanos = untilNanos;
        handOver(null);
        outside.acquireUninterruptibly();
        var broken = failure;
        if (broken != null) {
            throw new IllegalStateException("an actor failed", broken);
        }
        nowNanos = untilNanos;
    }

    /// A new actor; it begins when its turn comes, not before.
    Thread begin(Group group, String name, Runnable work) {
        var actor = new Actor(group, name, work);
        actors.add(actor);
        schedule(actor, nowNanos);
        return actor.thread;
    }

    void pause(Duration duration) {
        pauseUntil(nowNanos + duration.toNanos());
    }

    void pauseUntil(long moment) {
        var me = current();
        schedule(me, moment);
        handOver(me);
    }

    /// Waits until somebody opens the gate, at most until the moment; the caller looks which it was.
    void await(Gate gate, long untilNanos) {
        var me = current();
        if (gate.waiting != null) {
            throw new IllegalStateException("two actors wait at one gate");
        }
        gate.waiting = me;
        try {
            schedule(me, untilNanos);
            handOver(me);
        } finally {
            gate.waiting = null;
        }
    }

    /// Whoever waits at the gate goes on at the moment.
    void open(Gate gate, long atNanos) {
        var waiting = gate.waiting;
        if (waiting != null) {
            schedule(waiting, Math.max(atNanos, nowNanos));
        }
    }

    /// Everything stands still for a while: a disk that does not answer.
    void stall(Duration duration) {
        long later = nowNanos + duration.toNanos();
        nowNanos = later;
    }

    /// Its actors go on once more, to find that they are dead; those not begun never begin.
    void kill(Group group) {
        group.dead = true;
        for (var actor : List.copyOf(actors)) {
            if (actor.group == group && actor.begun && actor != running) {
                schedule(actor, nowNanos);
            } else if (actor.group == group && !actor.begun) {
                actor.ended = true;
                actors.remove(actor);
            }
        }
    }

    /// Every actor ends.
    void close() {
        for (var actor : List.copyOf(actors)) {
            kill(actor.group);
        }
        run(nowNanos);
    }

    private Actor current() {
        var me = running;
        if (me == null || me.thread != Thread.currentThread()) {
            throw new IllegalStateException("a thread that is no actor waits in this world");
        }
        return me;
    }

    private void schedule(Actor actor, long atNanos) {
        events.add(new Event(Math.max(atNanos, nowNanos), nextOrder++, actor, actor.parking));
    }

    /// @param me who waits from here on; null when nobody does
    private void handOver(@Nullable Actor me) {
        var next = next();
        running = next;
        if (next == null) {
            outside.release();
        } else if (next != me) {
            next.goOn();
        }
        if (me != null) {
            if (next != me) {
                me.turn.acquireUninterruptibly();
            }
            if (me.group.dead) {
                throw new Died();
            }
        }
    }

    private @Nullable Actor next() {
        while (failure == null && !events.isEmpty()) {
            var event = events.peek();
            var actor = event.actor();
            if (actor.ended || event.parking() != actor.parking) {
                events.poll(); // it went on for another reason
                continue;
            }
            if (event.atNanos() > endNanos) {
                return null;
            }
            events.poll();
            nowNanos = Math.max(nowNanos, event.atNanos());
            actor.parking++;
            return actor;
        }
        return null;
    }
}
