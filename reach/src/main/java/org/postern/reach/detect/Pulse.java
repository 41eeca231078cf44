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
    private static final double SHORTEST = 30; // minutes; a burst is no rhythm
    private static final double CAUTION = 0.5; // nights fall faster than two hours can tell

    private final double halfLifeSeconds;
    private final Watch watch;
    private final Deque<Instant> recent = new ArrayDeque<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private double beats;
    private Instant fadedAt = Instant.EPOCH;

    Pulse(Duration halfLife, Watch watch) {
        halfLifeSeconds = halfLife.toSeconds();
        this.watch = watch;
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
        return Math.min(usual().rate(), recently().rate());
    }

    /// How unlikely it is, in nats, that nothing came since the last beat, or since it would have been seen.
    double silence(Instant now) {
        var since = watch.within(last);
        return isKnown() && now.isAfter(since) ? silence(Duration.between(since, now)) : 0;
    }

    /// The same for a silence that lasted so long, by what is usual and by what was recent; the lower.
    double silence(Duration lasting) {
        double minutes = lasting.toSeconds() / 60.0;
        return isKnown() ? Math.min(usual().silence(minutes), recently().silence(minutes)) : 0;
    }

    private Rhythm usual() {
        double knownFor = Duration.between(first, last).toSeconds();
        double weighed = halfLifeSeconds / Math.log(2) * (1 - Math.pow(2, -knownFor / halfLifeSeconds));
        return new Rhythm(beats, Math.max(weighed / 60, SHORTEST));
    }

    private Rhythm recently() {
        double knownFor = Duration.between(first, last).toMinutes();
        return new Rhythm(recent.size(), Math.min((double) RECENT.toMinutes(), Math.max(SHORTEST, knownFor)));
    }

    /// So many beats in so many minutes. What the rate is is known only as well as they tell it: a silence
    /// after few beats surprises less than after many (a Poisson process whose rate is Gamma-distributed).
    private record Rhythm(double beats, double minutes) {
        double rate() {
            return beats < FEWEST ? 0 : CAUTION * beats / minutes;
        }

        double silence(double lasting) {
            return beats < FEWEST ? 0 : beats * Math.log1p(CAUTION * lasting / minutes);
        }
    }
}
