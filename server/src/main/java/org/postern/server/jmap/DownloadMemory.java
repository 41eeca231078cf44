package org.postern.server.jmap;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.postern.server.jmap.Admission.Place;

/// The memory that downloads under way hold together. Who comes when it is taken waits a while: a client
/// that asks for eight large messages gets them one after another (THREAT T-04).
final class DownloadMemory {
    private static final long UNIT_BYTES = 1024;
    private static final long WAIT_SECONDS = 20;

    private final int most;
    private final Semaphore free;

    DownloadMemory(long mostBytes) {
        this.most = Math.clamp(mostBytes / UNIT_BYTES, 1, Integer.MAX_VALUE);
        this.free = new Semaphore(most, true);
    }

    /// Empty when there was no room in time. What is larger than all there is waits for all.
    Optional<Place> take(long bytes) {
        int units = (int) Math.min(Math.ceilDiv(bytes, UNIT_BYTES), most);
        try {
            return free.tryAcquire(units, WAIT_SECONDS, TimeUnit.SECONDS)
                    ? Optional.of(() -> free.release(units))
                    : Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Octets that nobody holds now.
    long freeBytes() {
        return free.availablePermits() * UNIT_BYTES;
    }
}
