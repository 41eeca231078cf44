package org.postern.lab.sim;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.postern.server.blobs.ArrivalLog;
import org.postern.server.blobs.BlobRef;
import org.postern.server.blobs.Blobs;
import org.postern.server.blobs.Held;
import org.postern.server.blobs.SegmentBlobs;
import org.postern.wire.Octets;

/// The real segment store, behind what can happen to a process. Whoever appends to the log keeps its turn
/// until the index was told, so that the order of things stays a function of the seed; a process that
/// ends after the sync ends before the index hears of it, and leaves the entry to the next.
final class SimBlobs implements Blobs, ArrivalLog {
    private static final int PATIENCE = 100_000;

    private final SegmentBlobs inner;
    private final Peril peril;
    private final SimDisk disk;
    private final AtomicLong appended = new AtomicLong();
    private final AtomicLong applied = new AtomicLong();
    private Runnable hurry = () -> {};

    SimBlobs(SegmentBlobs inner, Peril peril, SimDisk disk) {
        this.inner = inner;
        this.peril = peril;
        this.disk = disk;
    }

    @Override
    public List<BlobRef> write(List<Octets> sealed) {
        return peril.store(() -> inner.write(sealed), () -> {
            disk.stopAtNextSync();
            Peril.ended(() -> inner.write(sealed));
        });
    }

    /// @param asking asks the mail store for what it answers only when it has filed what waits, or is far behind
    void hurryBy(Runnable asking) {
        hurry = asking;
    }

    @Override
    public void append(List<Octets> bodies, Octets note, Consumer<Entry> durable) {
        peril.store(
                () -> {
                    inner.append(bodies, note, entry -> {
                        appended.set(entry.number());
                        durable.accept(entry);
                    });
                    awaitFiling();
                    return true;
                },
                () -> {
                    disk.stopAtNextSync();
                    Peril.ended(() -> silently(bodies, note));
                },
                () -> silently(bodies, note));
    }

    /// Asking costs nothing when all is filed, and waits a fifth of a second when it is not.
    private void awaitFiling() {
        for (int asked = 0; applied.get() < appended.get(); asked++) {
            if (asked == PATIENCE) {
                throw new IllegalStateException("the index was not told");
            }
            hurry.run();
        }
    }

    private boolean silently(List<Octets> bodies, Octets note) {
        inner.append(bodies, note, entry -> {});
        return true;
    }

    @Override
    public List<Entry> pending() {
        return inner.pending();
    }

    @Override
    public void applied(Collection<Entry> entries) {
        inner.applied(entries);
        entries.forEach(entry -> applied.accumulateAndGet(entry.number(), Math::max));
    }

    @Override
    public void setAside(Entry entry) {
        inner.setAside(entry);
        applied.accumulateAndGet(entry.number(), Math::max);
    }

    @Override
    public Octets read(BlobRef ref) {
        peril.alive();
        return inner.read(ref);
    }

    @Override
    public void release(Collection<BlobRef> refs) {
        peril.alive();
        inner.release(refs);
    }

    @Override
    public Held hold() {
        peril.alive();
        return inner.hold();
    }

    @Override
    public void close() {
        inner.close();
    }
}
