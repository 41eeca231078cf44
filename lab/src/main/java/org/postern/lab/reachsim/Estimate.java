package org.postern.lab.reachsim;

import java.util.Locale;
import java.util.stream.DoubleStream;

/// A figure over many seeds: the mean with its 95 % confidence interval (normal approximation over the
/// seeds), and the worst seed.
record Estimate(double mean, double half, double least, double most, int seeds) {
    private static final double Z = 1.96;

    static Estimate of(DoubleStream figures) {
        var all = figures.toArray();
        if (all.length == 0) {
            return new Estimate(Double.NaN, 0, Double.NaN, Double.NaN, 0);
        }
        double mean = DoubleStream.of(all).average().orElse(0);
        double variance =
                DoubleStream.of(all).map(one -> (one - mean) * (one - mean)).sum() / Math.max(1, all.length - 1);
        return new Estimate(
                mean,
                Z * Math.sqrt(variance / all.length),
                DoubleStream.of(all).min().orElse(0),
                DoubleStream.of(all).max().orElse(0),
                all.length);
    }

    /// As `99.7 ± 0.1`.
    String percent() {
        return seeds == 0 ? "" : String.format(Locale.ROOT, "%.1f ± %.1f", mean * 100, half * 100);
    }

    String number() {
        return seeds == 0 ? "" : String.format(Locale.ROOT, "%.1f ± %.1f", mean, half);
    }
}
