package org.postern.reach.relay;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.sshd.common.SshException;
import org.jspecify.annotations.Nullable;

/// Octets that came over SSH and were not read yet, and how many more may come (RFC 4254 §5.2). The window
/// is small, since thousands of channels are open; a channel that moves much gets a larger one while there
/// is room for it. Nothing is held while nothing waits to be read.
final class Inbox {
    /// What a channel begins with: commands, and most messages at once.
    static final int USUAL_WINDOW = 16 << 10;

    private static final int LARGE_WINDOW = 256 << 10;
    private static final int BULK = 2 * USUAL_WINDOW;
    private static final byte[] NOTHING = {};

    private final LongSupplier nanos;
    private final WindowSpace.Share space;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] octets = NOTHING;
    private int from;
    private int to;
    private int window = USUAL_WINDOW;
    private int allowed = USUAL_WINDOW;
    private long taken;
    private boolean ended;
    private @Nullable String lost;

    Inbox(LongSupplier nanos, WindowSpace.Share space) {
        this.nanos = nanos;
        this.space = space;
    }

    /// @throws SshException when more came than was allowed (THREAT T-41)
    void put(byte[] source, int offset, int length) throws SshException {
        lock.lock();
        try {
            spend(length);
            if (lost == null) {
                makeRoom(length);
                System.arraycopy(source, offset, octets, to, length);
                to += length;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// As [#put], of octets that nobody wants.
    void drop(int length) throws SshException {
        lock.lock();
        try {
            spend(length);
        } finally {
            lock.unlock();
        }
    }

    private void spend(int length) throws SshException {
        if (length > allowed) {
            throw new SshException("more octets than the window allows");
        }
        allowed -= length;
    }

    private void makeRoom(int length) {
        int held = to - from;
        if (to + length <= octets.length) {
            return;
        }
        if (held + length <= octets.length) {
            System.arraycopy(octets, from, octets, 0, held);
        } else {
            int size = Math.max(held + length, Math.min(2 * octets.length, window));
            var larger = new byte[size];
            System.arraycopy(octets, from, larger, 0, held);
            octets = larger;
        }
        from = 0;
        to = held;
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
            space.close();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int available() {
        lock.lock();
        try {
            return to - from;
        } finally {
            lock.unlock();
        }
    }

    /// As [RelayStream#read].
    int take(byte[] into, int offset, int length, long untilNanos) throws IOException {
        lock.lock();
        try {
            while (from == to) {
                if (lost != null) {
                    throw new IOException(lost);
                }
                if (ended) {
                    return -1;
                }
                changed.awaitNanos(leftUntil(untilNanos));
            }
            int count = Math.min(length, to - from);
            System.arraycopy(octets, from, into, offset, count);
            from += count;
            taken += count;
            if (from == to) {
                from = 0;
                to = 0;
                octets = NOTHING;
            }
            return count;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading", stop);
        } finally {
            lock.unlock();
        }
    }

    /// How many octets more to allow now; 0 for none yet. They count as allowed when this returns.
    int toAllow() {
        lock.lock();
        try {
            if (window == USUAL_WINDOW && taken >= BULK && !ended && space.grow(LARGE_WINDOW)) {
                window = LARGE_WINDOW;
            }
            int more = window - allowed - (to - from);
            if (ended || more < window / 2) {
                return 0;
            }
            allowed += more;
            return more;
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
}
