package org.postern.server.main;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postern.server.intake.Arrival;
import org.postern.server.intake.Reports;

/// Stands between intake and queue, which need each other: intake reports by the queue, and the queue
/// delivers to users of this server by intake. Set once, before a door opens.
final class LateReports implements Reports {
    private final AtomicReference<@Nullable Reports> goal = new AtomicReference<>();

    void goTo(Reports reports) {
        goal.set(reports);
    }

    @Override
    public void send(Arrival arrival, List<Line> lines) {
        var reports = goal.get();
        if (reports == null) {
            throw new IllegalStateException("a message arrived before the queue was there");
        }
        reports.send(arrival, lines);
    }
}
