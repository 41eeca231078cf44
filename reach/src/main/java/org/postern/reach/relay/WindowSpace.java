package org.postern.reach.relay;

import java.util.concurrent.atomic.AtomicLong;

/// Memory for large windows, of all relays together. None has more of it than is left to the others
/// (THREAT T-41), so one that floods makes nobody slow but itself.
final class WindowSpace {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    WindowSpace(long mostOctets) {
        this.most = mostOctets;
    }

    /// What one relay has.
    final class Part {
        private final AtomicLong held = new AtomicLong();

        Share share() {
            return new Share(this);
        }

        private boolean take(long octets) {
            long here = held.addAndGet(octets);
            long all = taken.addAndGet(octets);
            boolean fair = all <= most && here <= most - all + octets;
            if (!fair) {
                giveBack(octets);
            }
            return fair;
        }

        private void giveBack(long octets) {
            held.addAndGet(-octets);
            taken.addAndGet(-octets);
        }
    }

    Part part() {
        return new Part();
    }

    /// What one channel has; guarded by its inbox.
    static final class Share {
        private final Part part;
        private long held;
        private boolean closed;

        Share(Part part) {
            this.part = part;
        }

        /// @return false when there is no room
        boolean grow(long octets) {
            if (closed || !part.take(octets)) {
                return false;
            }
            held += octets;
            return true;
        }

        void close() {
            closed = true;
            part.giveBack(held);
            held = 0;
        }
    }
}
