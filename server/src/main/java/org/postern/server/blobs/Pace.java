package org.postern.server.blobs;

import java.time.Duration;
import org.postern.server.db.StoreBroken;
import org.postern.server.time.Clock;

/// How fast work in the background may go, so that arrivals and readers do not wait for it.
public interface Pace {
    /// Called after every piece of work; waits as long as it should.
    ///
    /// @param octets read or written
    void worked(long octets);

    /// As fast as it can.
    static Pace none() {
        return octets -> {};
    }

    /// At most so many octets a second, on the average.
    static Pace of(Clock clock, long octetsASecond) {
        return octets -> {
            try {
                clock.sleep(Duration.ofNanos(octets * 1_000_000_000L / octetsASecond));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new StoreBroken("interrupted", interrupted);
            }
        };
    }
}
