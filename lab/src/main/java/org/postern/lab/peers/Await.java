package org.postern.lab.peers;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting for a real program to have done something, bounded.
public final class Await {
    private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();

    private Await() {}

    /// @param seen what to show when it does not come to pass
    /// @throws IllegalStateException after `limit`
    public static void until(BooleanSupplier condition, Duration limit, Supplier<String> seen) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + limit + "; seen:\n" + seen.get());
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
