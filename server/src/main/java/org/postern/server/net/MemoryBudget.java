package org.postern.server.net;

import java.util.concurrent.atomic.AtomicLong;

/// Memory that all parcels in flight share. Running out is an answer to a peer, never an
/// OutOfMemoryError (THREAT T-04).
public final class MemoryBudget {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    public MemoryBudget(long mostBytes) {
        this.most = mostBytes;
    }

    /// An empty share, to be grown.
    public Share share() {
        return new Share();
    }

    public long takenBytes() {
        return taken.get();
    }

    public long mostBytes() {
        return most;
    }

    /// What one parcel holds. For one thread; closing it gives everything back.
    public final class Share implements AutoCloseable {
        private long held;

        private Share() {}

        /// Grows to a number of octets in all; false when there is no room, and then nothing changed.
        public boolean growTo(long bytes) {
            long more = bytes - held;
            if (more <= 0) {
                return true;
            }
            if (taken.addAndGet(more) > most) {
                taken.addAndGet(-more);
                return false;
            }
            held = bytes;
            return true;
        }

        @Override
        public void close() {
            taken.addAndGet(-held);
            held = 0;
        }
    }
}
