package org.postern.lab.reachsim;

import java.util.Comparator;
import java.util.PriorityQueue;

/// What happens when, in whole seconds. Things of one second happen in the order in which they were put in.
final class Agenda {
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::order));
    private long order;
    private long now;

    private record Entry(long at, long order, Runnable what) {}

    long now() {
        return now;
    }

    void at(long when, Runnable what) {
        entries.add(new Entry(Math.max(when, now), order++, what));
    }

    void in(long seconds, Runnable what) {
        at(now + Math.max(1, seconds), what);
    }

    void after(double seconds, Runnable what) {
        in(Math.round(seconds), what);
    }

    void every(long seconds, Runnable what) {
        at(now + seconds, () -> {
            what.run();
            every(seconds, what);
        });
    }

    void runUntil(long end) {
        while (!entries.isEmpty() && entries.peek().at() <= end) {
            var next = entries.remove();
            now = next.at();
            next.what().run();
        }
        now = end;
    }
}
