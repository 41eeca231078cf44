package org.postern.server.blobs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.postern.server.db.StoreBroken;
import org.postern.wire.Octets;

/// Blobs in preallocated segment files: whatever waits is appended as one batch with one fdatasync. A
/// segment of which nothing is needed any more is wiped and used again. The layout is in [SegmentHeader]
/// and [RecordHeader].
public final class SegmentBlobs implements Blobs {
    private final Disk disk;
    private final Shelf shelf;
    private final Spares spares;
    private final LogWriter log;

    private SegmentBlobs(Disk disk, Shelf shelf, Spares spares, LogWriter log) {
        this.disk = disk;
        this.shelf = shelf;
        this.spares = spares;
        this.log = log;
    }

    /// Finds the end of the log, cuts a torn tail and counts what is needed.
    ///
    /// @param named every room whose rows name blobs: what none of them names is wiped
    /// @throws StoreBroken when the files cannot be read
    public static SegmentBlobs open(Disk disk, BlobSettings settings, List<Named> named) {
        try {
            long size = settings.segmentSize().bytes();
            var found = Recovery.of(disk, named);
            var spares = new Spares(disk, size, named, found.nextName());
            found.unused().forEach(spares::giveBack);
            found.free()
                    .forEach(segment -> spares.giveBack(segment, !segment.name().startsWith("large-")));
            var shelf = new Shelf(disk, size, spares, found);
            var log = new LogWriter(shelf, found.end());
            spares.start();
            log.start();
            return new SegmentBlobs(disk, shelf, spares, log);
        } catch (IOException broken) {
            throw new StoreBroken("the segments cannot be opened", broken);
        }
    }

    @Override
    public List<BlobRef> write(List<Octets> sealed) {
        var small = sealed.stream().filter(blob -> !shelf.isLarge(blob)).toList();
        var appended = small.isEmpty() ? CompletableFuture.completedFuture(List.<BlobRef>of()) : log.append(small);
        var large = new ArrayList<BlobRef>();
        for (var blob : sealed) {
            if (shelf.isLarge(blob)) {
                large.add(shelf.writeLarge(blob));
            }
        }
        return inOrder(sealed, await(appended), large);
    }

    private List<BlobRef> inOrder(List<Octets> sealed, List<BlobRef> small, List<BlobRef> large) {
        var nextSmall = small.iterator();
        var nextLarge = large.iterator();
        return sealed.stream()
                .map(blob -> shelf.isLarge(blob) ? nextLarge.next() : nextSmall.next())
                .toList();
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException wrapped) {
            throw wrapped.getCause() instanceof StoreBroken broken ? broken : wrapped;
        }
    }

    @Override
    public Octets read(BlobRef ref) {
        return shelf.read(ref);
    }

    @Override
    public void release(Collection<BlobRef> refs) {
        refs.forEach(shelf::release);
    }

    @Override
    public Held hold() {
        spares.hold();
        return new Held(disk, log::durable, spares::letGo);
    }

    @Override
    public void close() {
        log.close();
        spares.close();
        shelf.close();
    }
}
