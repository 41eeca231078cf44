package org.postern.reach.detect;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// How often something comes, counted in minutes in which it came at least once: one sender's burst is
/// one beat. Knows how surprising a silence is.
final class Pulse {
    private static final Duration RECENT = Duration.ofHours(2);
    private static final int FEWEST = 4; // beats before a rhythm is believed
    private static final double CAUTION = 0.5; // nights fall faster than two hours can tell

    private final double halfLifeSeconds;
    private final Deque<Instant> recent = new ArrayDeque<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private double beats;
    private Instant fadedAt = Instant.EPOCH;

    Pulse(Duration halfLife) {
        halfLifeSeconds = halfLife.toSeconds();
    }

    /// @param minute not before the one given last
    void beat(Instant minute) {
        if (!minute.isAfter(last)) {
            return;
        }
        if (first.equals(Instant.MAX)) {
            first = minute;
        }
        fade(minute);
        beats++;
        last = minute;
        recent.addLast(minute);
        while (recent.getFirst().isBefore(minute.minus(RECENT))) {
            recent.removeFirst();
        }
    }

    private void fade(Instant to) {
        if (to.isAfter(fadedAt)) {
            beats *= Math.pow(2, -Duration.between(fadedAt, to).toSeconds() / halfLifeSeconds);
            fadedAt = to;
        }
    }

    boolean isKnown() {
        return last.isAfter(Instant.MIN);
    }

    Instant last() {
        return last;
    }

    /// Beats since a moment, of those in the last two hours before the last beat.
    long since(Instant moment) {
        return recent.stream().filter(beat -> beat.isAfter(moment)).count();
    }

    /// Beats a minute that may be expected: the lower of what is usual and what was recent, halved.
    double rate() {
        if (beats < FEWEST) {
            return 0;
        }
        double knownFor = Duration.between(first, last).toSeconds();
        double weighed = halfLifeSeconds / Math.log(2) * (1 - Math.pow(2, -knownFor / halfLifeSeconds));
        double usual = beats / Math.max(weighed / 60, 30);
        double span = Math.min((double) RECENT.toMinutes(), Math.max(30, knownFor / 60));
        return CAUTION * Math.min(usual, recent.size() / span);
    }

    /// How unlikely it is, in nats, that nothing came since the last beat (a Poisson process's silence).
    double silence(Instant now) {
        return isKnown() && now.isAfter(last)
                ? rate() * Duration.between(last, now).toSeconds() / 60
                : 0;
    }
}
