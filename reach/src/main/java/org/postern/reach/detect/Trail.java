package org.postern.reach.detect;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// Look-ups and the connections that follow them, or do not: of one network, to one relay or to all.
/// A minute with look-ups is one trial, however many there were in it.
final class Trail {
    private static final int LONGEST_RUN = 200; // minutes; no more is known of it
    private static final int LEARNED_OF_A_RUN = 10; // a long silence is no lesson about ordinary days

    private final Duration following;
    private final Share followed;
    private final Pulse connections;
    private final Deque<Instant> open = new ArrayDeque<>();
    private final Deque<Instant> run = new ArrayDeque<>();

    Trail(Bounds bounds, Watch watch) {
        following = bounds.following();
        followed = new Share(bounds.halfLife());
        connections = new Pulse(bounds.halfLife(), watch);
    }

    void asked(Instant minute) {
        settle(minute);
        if (open.isEmpty() || minute.isAfter(open.getLast())) {
            open.addLast(minute);
        }
    }

    /// One connection follows one look-up, and the others that were open led to nothing here.
    void connected(Instant minute) {
        settle(minute);
        followed.learn(minute, Math.min(1, open.size()), open.size() + Math.min(run.size(), LEARNED_OF_A_RUN));
        forgive();
        connections.beat(minute);
    }

    /// Look-ups that are old enough to have been followed and were not become part of the run.
    private void settle(Instant now) {
        if (open.isEmpty()) {
            return;
        }
        var followedUntil = now.minus(following);
        while (!open.isEmpty() && open.getFirst().isBefore(followedUntil)) {
            run.addLast(open.removeFirst());
        }
        while (run.size() > LONGEST_RUN) {
            run.removeFirst();
        }
    }

    /// Minutes with look-ups since the last connection, that none followed.
    int run(Instant now) {
        settle(now);
        return run.size();
    }

    /// The same, of those after a moment.
    int run(Instant after, Instant now) {
        settle(now);
        int count = 0;
        for (var minutes = run.descendingIterator();
                minutes.hasNext() && minutes.next().isAfter(after); ) {
            count++;
        }
        return count;
    }

    /// The first of those minutes; `now` when there is none.
    Instant runBegan(Instant after, Instant now) {
        for (var minute : run) {
            if (minute.isAfter(after)) {
                return minute;
            }
        }
        return now;
    }

    /// How unlikely such a run is by chance, in nats: `n` look-ups with none following come with (1-q)^n.
    double unfollowed(Instant now) {
        return unfollowed(run(now));
    }

    /// The same for so many look-ups.
    double unfollowed(int lookUps) {
        return -lookUps * Math.log(1 - Math.min(0.95, followed.low()));
    }

    /// The most, in nats, that look-ups and silence say together.
    double doubt(Instant now) {
        return Math.max(unfollowed(now), connections.silence(now));
    }

    /// What was missed until now is missed no more.
    void forgive() {
        open.clear();
        run.clear();
    }

    double share() {
        return followed.mean();
    }

    Pulse connections() {
        return connections;
    }
}
