package org.postern.server.net;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/// Memory that all parcels in flight share. Running out is an answer to a peer, never an
/// OutOfMemoryError (THREAT T-04).
public final class MemoryBudget {
    private final long most;
    private final AtomicLong taken = new AtomicLong();
    private final ConcurrentMap<Object, Long> byHolder = new ConcurrentHashMap<>();

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
        return new Share(Optional.empty());
    }

    /// An empty share of somebody, who never holds more in all than is left to the others: one alone gets
    /// half of the memory, two a third each, and whoever comes next always finds some (THREAT T-31).
    ///
    /// @param holder a value with equality
    public Share shareFor(Object holder) {
        return new Share(Optional.of(holder));
    }

    /// As [#shareFor], for a peer's network (/24, /56).
    public Share shareFor(InetAddress peer) {
        return shareFor((Object) Network.of(peer));
    }

    public long takenBytes() {
        return taken.get();
    }

    public long mostBytes() {
        return most;
    }

    /// What one parcel holds. For one thread; closing it gives everything back.
    public final class Share implements AutoCloseable {
        private final Optional<Object> holder;
        private long held;

        private Share(Optional<Object> holder) {
            this.holder = holder;
        }

        /// Grows to a number of octets in all; false when there is no room, and then nothing changed.
        public boolean growTo(long bytes) {
            long more = bytes - held;
            if (more <= 0) {
                return true;
            }
            if (!isFair(more)) {
                return false;
            }
            if (taken.addAndGet(more) > most) {
                taken.addAndGet(-more);
                count(-more);
                return false;
            }
            held = bytes;
            return true;
        }

        @Override
        public void close() {
            taken.addAndGet(-held);
            count(-held);
            held = 0;
        }

        /// Counts it for the holder, if it is.
        private boolean isFair(long more) {
            if (holder.isEmpty()) {
                return true;
            }
            var granted = new boolean[1];
            byHolder.compute(holder.get(), (same, known) -> {
                long afterwards = (known == null ? 0 : known) + more;
                granted[0] = afterwards <= most - taken.get() - more;
                return granted[0] ? Long.valueOf(afterwards) : known;
            });
            return granted[0];
        }

        private void count(long bytes) {
            if (bytes != 0) {
                holder.ifPresent(known ->
                        byHolder.merge(known, bytes, (now, change) -> now + change == 0 ? null : now + change));
            }
        }
    }
}
