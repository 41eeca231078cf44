package org.postern.server.jmap;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.postern.server.time.Clock;

/// A body that must be there in time, however it drips (THREAT T-04): who keeps a connection from being idle
/// by an octet now and then holds his place no longer than this.
final class Punctual extends FilterInputStream {
    private final Clock clock;
    private final long endNanos;

    Punctual(InputStream in, Duration limit, Clock clock) {
        super(in);
        this.clock = clock;
        this.endNanos = clock.nanos() + limit.toNanos();
    }

    /// The time is over.
    static final class Late extends IOException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public int read() throws IOException {
        return inTime(super.read());
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return inTime(super.read(into, offset, length));
    }

    private int inTime(int result) throws Late {
        if (clock.nanos() - endNanos > 0) {
            throw new Late();
        }
        return result;
    }
}
