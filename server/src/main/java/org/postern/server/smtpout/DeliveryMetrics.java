package org.postern.server.smtpout;

import io.prometheus.metrics.core.metrics.Counter;
import java.util.Locale;
import org.postern.server.net.DialFailed;
import org.postern.server.trace.Metrics;

/// What delivery counts: words of ours, no names.
final class DeliveryMetrics {
    private final Counter connections;
    private final Counter tls;
    private final Counter attempts;

    DeliveryMetrics(Metrics metrics) {
        connections = metrics.counter(
                "postern_smtpout_connections", "Connections tried to other servers, by what came of it.", "result");
        tls = metrics.counter("postern_smtpout_tls", "STARTTLS with other servers, by what came of it.", "result");
        attempts = metrics.counter("postern_smtpout_attempts", "Recipients tried, by what came of it.", "result");
    }

    void connected() {
        connections.labelValues("connected").inc();
    }

    void unwelcome() {
        connections.labelValues("unwelcome").inc();
    }

    void notConnected(DialFailed.Word word) {
        connections.labelValues(word.name().toLowerCase(Locale.ROOT)).inc();
    }

    void tls(String result) {
        tls.labelValues(result).inc();
    }

    void attempt(Attempt attempt) {
        var result = switch (attempt) {
            case Attempt.Delivered done -> "delivered";
            case Attempt.Deferred later -> "deferred";
            case Attempt.Refused no -> "refused";
            case Attempt.NoConnection none -> "no_connection";
        };
        attempts.labelValues(result).inc();
    }
}
