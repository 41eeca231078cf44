package org.postern.reach.relay;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/// Turns at shaking hands with a relay. An exchange of keys takes a tenth of a second of a processor; hundreds at once
/// would each take longer than they may, and all be for nothing. It is also fewer than stock OpenSSH lets in
/// before they have logged in (MaxStartups, ten), should all relays be one host.
final class Turns {
    static final int AT_ONCE = 8;

    private final Semaphore free = new Semaphore(AT_ONCE, true);

    /// One turn, until it is given back; giving back twice does no harm.
    final class Turn implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();

        private Turn() {}

        /// Before its end, for somebody else.
        void giveBack() {
            if (!over.getAndSet(true)) {
                free.release();
            }
        }

        @Override
        public void close() {
            giveBack();
        }
    }

    /// Waits for it, first come, first served.
    Turn take() throws InterruptedException {
        free.acquire();
        return new Turn();
    }
}
