package org.postern.reach.detect;

import java.time.Duration;
import java.time.Instant;

/// A share that is learned from trials and slowly forgets: how many of them came off.
///
/// The prior is one success in four trials, so that a network that was never seen is not trusted to
/// behave.
final class Share {
    private static final double PRIOR_SUCCESSES = 1;
    private static final double PRIOR_TRIALS = 4;

    private final double halfLifeSeconds;
    private double successes;
    private double trials;
    private Instant at = Instant.EPOCH;

    Share(Duration halfLife) {
        halfLifeSeconds = halfLife.toSeconds();
    }

    void learn(Instant when, double ofThem, double all) {
        fade(when);
        successes += ofThem;
        trials += all;
    }

    private void fade(Instant when) {
        if (when.isAfter(at)) {
            double factor = Math.pow(2, -Duration.between(at, when).toSeconds() / halfLifeSeconds);
            successes *= factor;
            trials *= factor;
            at = when;
        }
    }

    double trials() {
        return trials;
    }

    double mean() {
        return (successes + PRIOR_SUCCESSES) / (trials + PRIOR_TRIALS);
    }

    /// One standard deviation of the posterior below the mean: what can be counted on.
    double low() {
        return Math.max(0, mean() - deviation());
    }

    /// One standard deviation above.
    double high() {
        return Math.min(1, mean() + deviation());
    }

    private double deviation() {
        double a = successes + PRIOR_SUCCESSES;
        double b = trials - successes + PRIOR_TRIALS - PRIOR_SUCCESSES;
        double n = a + b;
        return Math.sqrt(a * b / (n * n * (n + 1)));
    }
}
