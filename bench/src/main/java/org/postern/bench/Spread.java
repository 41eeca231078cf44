package org.postern.bench;

import java.util.Locale;
import java.util.stream.DoubleStream;

/// What several measurements of one thing gave.
public record Spread(double least, double median, double most) {
    /// @param figures at least one
    public static Spread of(DoubleStream figures) {
        var sorted = figures.sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /// As `7.10 (6.90 to 7.42)`.
    public String text(int digits) {
        var form = "%,." + digits + "f";
        return String.format(Locale.ROOT, form + " (" + form + " to " + form + ")", median, least, most);
    }
}
