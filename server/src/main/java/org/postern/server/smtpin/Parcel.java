package org.postern.server.smtpin;

import org.postern.server.net.MemoryBudget;
import org.postern.wire.Octets;
import org.postern.wire.OctetsCollector;

/// The text of one message while it comes, within the memory that all parcels share (THREAT T-04).
final class Parcel implements AutoCloseable {
    private final MemoryBudget.Share share;
    private OctetsCollector text;
    private boolean starved;

    /// @param share empty; it is closed with the parcel
    /// @param declared octets that MAIL announced, or 0
    Parcel(MemoryBudget.Share share, long declared) {
        this.share = share;
        text = new OctetsCollector(declared);
        starved = !share.growTo(text.footprintAfter(0));
    }

    /// Makes sure that this many octets may come. When there is no memory, what was collected is dropped
    /// at once and the rest will be.
    boolean hasRoomFor(int length) {
        if (!starved && !share.growTo(text.footprintAfter(length))) {
            starved = true;
            drop();
        }
        return !starved;
    }

    OctetsCollector text() {
        return text;
    }

    boolean isStarved() {
        return starved;
    }

    Octets finished() {
        return text.build();
    }

    /// Forgets what came.
    void drop() {
        text = new OctetsCollector();
        share.close();
    }

    @Override
    public void close() {
        drop();
    }
}
