package org.postern.server.smtpin;

import io.prometheus.metrics.core.metrics.Counter;
import org.postern.server.trace.Metrics;

/// What the door counts.
final class DoorCounters {
    private final Counter sessions;
    private final Counter messages;
    private final Counter octets;

    DoorCounters(Metrics metrics) {
        sessions = metrics.counter("postern_smtpin_sessions", "Sessions by how they began or ended.", "what");
        messages = metrics.counter("postern_smtpin_messages", "Messages by what became of them.", "outcome");
        octets = metrics.counter("postern_smtpin_octets", "Octets of messages that were kept.");
    }

    void session(String what) {
        sessions.labelValues(what).inc();
    }

    void message(String outcome) {
        messages.labelValues(outcome).inc();
    }

    void kept(long size) {
        message("kept");
        octets.inc(size);
    }
}
