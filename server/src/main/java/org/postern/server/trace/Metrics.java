package org.postern.server.trace;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleSupplier;

/// What this process counts, for Prometheus. Names are `postern_<room>_<what>_<unit>`. A label's values
/// come from a closed list of ours: never an address, an IP or text from a peer (THREAT T-05).
///
/// One object serves the whole process; each name is declared once.
public final class Metrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();

    /// Something that only grows. The name has no `_total`; the text form adds it.
    public Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    /// Something that rises and falls, set by the room.
    public Gauge gauge(String name, String help, String... labels) {
        return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    /// Something that rises and falls, asked for when the metrics are read; the answer must be quick.
    public void gauge(String name, String help, DoubleSupplier now) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(now.getAsDouble()))
                .register(registry);
    }

    /// How long things took, in seconds, from a millisecond to half a minute.
    public Histogram seconds(String name, String help, String... labels) {
        return histogram(name, help, new double[] {.001, .005, .02, .1, .5, 2, 10, 30}, labels);
    }

    /// How values are spread, with the upper bounds of the buckets.
    public Histogram histogram(String name, String help, double[] upperBounds, String... labels) {
        return Histogram.builder()
                .classicOnly()
                .classicUpperBounds(upperBounds)
                .name(name)
                .help(help)
                .labelNames(labels)
                .register(registry);
    }

    /// Everything, in the Prometheus text format 0.0.4.
    public String text() {
        try {
            var out = new ByteArrayOutputStream();
            PrometheusTextFormatWriter.create().write(out, registry.scrape(), EscapingScheme.DEFAULT);
            return out.toString(StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
