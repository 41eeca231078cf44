package org.postern.reach.relay;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Whether a relay has fallen silent. It is asked for a sign of life at every look, and whatever comes of
/// it is one: the answer itself may stand behind much mail in the relay's socket.
final class Silence {
    static final Duration BETWEEN_LOOKS = Duration.ofMillis(1500);
    private static final int MOST_SILENT = 2;

    /// A minute. Who talks all the time and answers nothing keeps our questions in memory.
    private static final int MOST_UNANSWERED = 40;

    private final AtomicInteger unanswered = new AtomicInteger();
    private long heard;
    private long lookedAt;
    private int silent;

    Silence(long nowNanos) {
        lookedAt = nowNanos;
    }

    /// One thread at a time. A look that comes right after another counts for nothing: when this machine
    /// stood still, all looks that are due come at once, before anything is read.
    ///
    /// @param heardNow messages that came so far
    /// @return whether it is over with this relay
    boolean look(long heardNow, long nowNanos) {
        if (nowNanos - lookedAt < BETWEEN_LOOKS.toNanos() / 2) {
            return false;
        }
        lookedAt = nowNanos;
        silent = heardNow == heard ? silent + 1 : 0;
        heard = heardNow;
        return silent >= MOST_SILENT || unanswered.incrementAndGet() > MOST_UNANSWERED;
    }

    void answered() {
        unanswered.set(0);
    }
}
