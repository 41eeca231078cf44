package org.postern.server.blobs;

import io.prometheus.metrics.core.metrics.Counter;
import org.postern.server.trace.Field;
import org.postern.server.trace.Metrics;
import org.postern.server.trace.Trace;

/// Tells the operator of records that could not be read as they were written.
final class DamageLog {
    private static final Trace trace = Trace.of(DamageLog.class);

    private final Counter damaged;

    DamageLog(Metrics metrics) {
        damaged = metrics.counter(
                "postern_store_damaged_reads", "Reads of sealed mail that found it damaged; 'postern doctor --scan'.");
    }

    void found(BlobRef ref) {
        damaged.inc();
        trace.failure(
                "a record is damaged",
                new IllegalStateException("damaged record"),
                Field.id("place", ref.place()),
                Field.count("size", ref.size()));
    }
}
