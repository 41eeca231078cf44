package org.postern.server.net;

import java.time.Duration;
import org.postern.server.time.Clock;

/// The one way in which lines are closed when a limit is over.
final class TimedClose {
    private TimedClose() {}

    static Line.Guard of(Line line, Duration limit, Clock clock) {
        var guard = Thread.startVirtualThread(() -> {
            try {
                clock.sleep(limit);
                line.close();
            } catch (InterruptedException inTime) {
                Thread.currentThread().interrupt();
            }
        });
        return guard::interrupt;
    }
}
