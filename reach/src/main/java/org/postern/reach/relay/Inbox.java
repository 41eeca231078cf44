package org.postern.reach.relay;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Octets that came over SSH and were not read yet. It needs no bound of its own: the sender is bound by
/// the channel's window, which is opened again only as octets are read.
final class Inbox {
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private int consumedOfFirst;
    private int held;
    private boolean ended;
    private @Nullable String lost;

    Inbox(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void put(byte[] octets) {
        lock.lock();
        try {
            if (lost == null) {
                chunks.add(octets);
                held += octets.length;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The other end has closed; what came before can still be read.
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The channel is gone. What came before an end that was told can still be read.
    void lose(String why) {
        lock.lock();
        try {
            if (!ended && lost == null) {
                lost = why;
            }
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int available() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    /// As [RelayStream#read].
    int take(byte[] into, int offset, int length, long untilNanos) throws IOException {
        lock.lock();
        try {
            while (held == 0) {
                if (lost != null) {
                    throw new IOException(lost);
                }
                if (ended) {
                    return -1;
                }
                changed.awaitNanos(leftUntil(untilNanos));
            }
            return takeHeld(into, offset, length);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading", stop);
        } finally {
            lock.unlock();
        }
    }

    private long leftUntil(long untilNanos) throws SocketTimeoutException {
        long left = untilNanos - nanos.getAsLong();
        if (left <= 0) {
            throw new SocketTimeoutException("nothing came in time");
        }
        return left;
    }

    private int takeHeld(byte[] into, int offset, int length) {
        int taken = 0;
        while (taken < length && held > 0) {
            var first = chunks.element();
            int count = Math.min(length - taken, first.length - consumedOfFirst);
            System.arraycopy(first, consumedOfFirst, into, offset + taken, count);
            taken += count;
            held -= count;
            consumedOfFirst += count;
            if (consumedOfFirst == first.length) {
                chunks.remove();
                consumedOfFirst = 0;
            }
        }
        return taken;
    }
}
