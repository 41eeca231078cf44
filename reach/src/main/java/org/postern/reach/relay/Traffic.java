package org.postern.reach.relay;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// What goes over one SSH connection, held within bounds (THREAT T-41): octets that wait for a relay that
/// does not read, and messages of one that sends more than mail can need.
final class Traffic {
    /// Beyond it our own writers wait.
    private static final long CALM = 1 << 20;

    /// Beyond it the connection ends: these are answers that the relay asks for and does not read.
    private static final long MOST_WAITING = 8 << 20;

    /// What a message costs beside its octets: the library looks through its queue for each that leaves.
    private static final int COST = 512;

    private static final long MESSAGES_A_SECOND = 20_000;
    private static final long MOST_MESSAGES_AT_ONCE = 5 * MESSAGES_A_SECOND;
    private static final int LOOKED_AT_EVERY = 256;

    /// What is about no channel: signs of life, new keys, and all that means nothing.
    private static final double NOISE_A_SECOND = 50;

    private static final double MOST_NOISE_AT_ONCE = 2_000;

    private final LongSupplier nanos;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong heard = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition calmer = lock.newCondition();
    private volatile boolean over;
    private long sinceLook;
    private double left = MOST_MESSAGES_AT_ONCE;
    private long lookedAt;
    private double noiseLeft = MOST_NOISE_AT_ONCE;
    private long heardAt;

    Traffic(LongSupplier nanos) {
        this.nanos = nanos;
        this.lookedAt = nanos.getAsLong();
        this.heardAt = lookedAt;
    }

    /// Counts a message that came, on the one thread that reads.
    ///
    /// @param ofChannel whether it is about a channel
    /// @return false when it is a flood
    boolean arrived(boolean ofChannel) {
        heard.incrementAndGet();
        return isInPace() && (ofChannel || isBearable());
    }

    /// Messages that came so far.
    long heard() {
        return heard.get();
    }

    private boolean isBearable() {
        long now = nanos.getAsLong();
        noiseLeft = Math.min(MOST_NOISE_AT_ONCE, noiseLeft + (now - heardAt) * 1e-9 * NOISE_A_SECOND) - 1;
        heardAt = now;
        return noiseLeft > 0;
    }

    private boolean isInPace() {
        if (++sinceLook < LOOKED_AT_EVERY) {
            return true;
        }
        long now = nanos.getAsLong();
        double earned = (now - lookedAt) * 1e-9 * MESSAGES_A_SECOND;
        left = Math.min(MOST_MESSAGES_AT_ONCE, left + earned) - sinceLook;
        lookedAt = now;
        sinceLook = 0;
        return left > 0;
    }

    /// @return false when too much waits already
    boolean leaving(int octets) {
        return waiting.addAndGet(octets + COST) <= MOST_WAITING;
    }

    void left(int octets) {
        int cost = octets + COST;
        long now = waiting.addAndGet(-cost);
        if (now <= CALM && now + cost > CALM) {
            wake();
        }
    }

    /// The connection is gone; nobody waits any more.
    void end() {
        over = true;
        wake();
    }

    private void wake() {
        lock.lock();
        try {
            calmer.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits while much is on its way already.
    void awaitCalm(Duration longest) throws IOException {
        if (waiting.get() <= CALM) {
            return;
        }
        lock.lock();
        try {
            long wait = longest.toNanos();
            while (waiting.get() > CALM && !over) {
                if (wait <= 0) {
                    throw new IOException("the relay does not read");
                }
                // looked at again each second: who calls left() does not hold the lock
                wait -= TimeUnit.SECONDS.toNanos(1) - Math.max(0, calmer.awaitNanos(TimeUnit.SECONDS.toNanos(1)));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            var told = new InterruptedIOException("interrupted while writing");
            told.initCause(stop);
            throw told;
        } finally {
            lock.unlock();
        }
    }
}
