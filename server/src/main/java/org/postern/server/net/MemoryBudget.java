package org.postern.server.net;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.postern.reach.RelayId;

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
        return new Share(List.of());
    }

    /// An empty share of somebody, who never holds more in all than is left to the others: one alone gets
    /// half of the memory, two a third each, and whoever comes next always finds some (THREAT T-31).
    ///
    /// @param holder a value with equality
    public Share shareFor(Object holder) {
        return new Share(List.of(holder));
    }

    /// As [#shareFor], for a peer's network (/24, /56).
    public Share shareFor(InetAddress peer) {
        return shareFor((Object) Network.of(peer));
    }

    /// As [#shareFor], for a connection: by its peer's network, and by the relay that it came by.
    public Share shareFor(Connection connection) {
        return connection.via().equals(RelayId.CORE)
                ? shareFor(connection.peer())
                : new Share(List.of(Network.of(connection), connection.via()));
    }

    public long takenBytes() {
        return taken.get();
    }

    public long mostBytes() {
        return most;
    }

    /// What one parcel holds. For one thread; closing it gives everything back.
    public final class Share implements AutoCloseable {
        private final List<Object> holders;
        private long held;

        private Share(List<Object> holders) {
            this.holders = holders;
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

        /// Counts it for every holder, if it is for all of them.
        private boolean isFair(long more) {
            for (int i = 0; i < holders.size(); i++) {
                if (!isFair(holders.get(i), more)) {
                    holders.subList(0, i).forEach(counted -> count(counted, -more));
                    return false;
                }
            }
            return true;
        }

        private boolean isFair(Object holder, long more) {
            var granted = new boolean[1];
            byHolder.compute(holder, (same, known) -> {
                long afterwards = (known == null ? 0 : known) + more;
                granted[0] = afterwards <= most - taken.get() - more;
                return granted[0] ? Long.valueOf(afterwards) : known;
            });
            return granted[0];
        }

        private void count(long bytes) {
            if (bytes != 0) {
                holders.forEach(holder -> count(holder, bytes));
            }
        }

        private void count(Object holder, long bytes) {
            byHolder.merge(holder, bytes, (now, change) -> now + change == 0 ? null : now + change);
        }
    }
}
