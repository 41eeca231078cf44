package org.postern.reach.detect;

import java.time.Duration;
import java.time.Instant;

/// A share that is learned from trials and slowly forgets: how many of them came off.
///
final class Share {
    private final double halfLifeSeconds;
    private final double priorSuccesses;
    private final double priorTrials;
    private double successes;
    private double trials;
    private Instant at = Instant.EPOCH;

    /// One success in four trials to begin with, so that a network that was never seen is not trusted to behave.
    Share(Duration halfLife) {
        this(halfLife, 1, 4);
    }

    /// @param priorSuccesses of so many trials, as if seen before the first
    Share(Duration halfLife, double priorSuccesses, double priorTrials) {
        halfLifeSeconds = halfLife.toSeconds();
        this.priorSuccesses = priorSuccesses;
        this.priorTrials = priorTrials;
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
        return (successes + priorSuccesses) / (trials + priorTrials);
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
        double a = successes + priorSuccesses;
        double b = trials - successes + priorTrials - priorSuccesses;
        double n = a + b;
        return Math.sqrt(a * b / (n * n * (n + 1)));
    }
}
