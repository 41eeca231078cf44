package org.postern.server.dns;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.postern.server.trace.Metrics;

/// What this room counts.
final class DnsCounters {
    /// What became of a question.
    enum Outcome {
        ANSWERED,
        NOTHING,
        NO_SUCH_NAME,
        REFUSED,
        MALFORMED,
        TRUNCATED,
        SLIPPED,
        DROPPED,
        BAD_SIGNATURE,
        TRANSFER
    }

    private final Map<Outcome, CounterDataPoint> datagrams = new EnumMap<>(Outcome.class);
    private final Map<Outcome, CounterDataPoint> streams = new EnumMap<>(Outcome.class);
    private final Counter connections;
    private final Counter notices;

    DnsCounters(Metrics metrics) {
        var questions = metrics.counter(
                "postern_dns_questions",
                "Questions, by how they came and what became of them.",
                "transport",
                "outcome");
        for (var outcome : Outcome.values()) {
            datagrams.put(outcome, questions.labelValues("udp", word(outcome)));
            streams.put(outcome, questions.labelValues("tcp", word(outcome)));
        }
        connections = metrics.counter("postern_dns_connections", "TCP connections, by how they ended.", "end");
        notices = metrics.counter("postern_dns_notices", "Secondaries told of a change, by what they said.", "outcome");
    }

    void question(boolean tcp, Outcome outcome) {
        Objects.requireNonNull((tcp ? streams : datagrams).get(outcome)).inc();
    }

    /// @param end a word of ours
    void connection(String end) {
        connections.labelValues(end).inc();
    }

    /// @param outcome a word of ours
    void notice(String outcome) {
        notices.labelValues(outcome).inc();
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
