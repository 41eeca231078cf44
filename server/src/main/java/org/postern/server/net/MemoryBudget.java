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

    /// As many octets as wished for, and no more than this part of the memory that the process may have: on
    /// a small host the limits of a large one would end it (THREAT T-20).
    ///
    /// @param part of the whole, for instance 2 for a half
    public static MemoryBudget within(long wishedBytes, int part) {
        return new MemoryBudget(Math.min(wishedBytes, partOfMemory(part)));
    }

    /// That part of the memory that the process may have.
    public static long partOfMemory(int part) {
        return Runtime.getRuntime().maxMemory() / part;
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
