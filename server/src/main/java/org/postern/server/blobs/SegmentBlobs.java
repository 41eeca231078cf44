package org.postern.server.blobs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postern.server.db.StoreBroken;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.Octets;

/// Blobs in preallocated segment files: whatever waits is appended as one batch with one fdatasync. A
/// segment of which nothing is needed any more is wiped and used again. The layout is in [SegmentHeader]
/// and [RecordHeader].
public final class SegmentBlobs implements Blobs, ArrivalLog {
    private final Disk disk;
    private final List<Named> named;
    private final Shelf shelf;
    private final Spares spares;
    private final LogWriter log;
    private List<Entry> pending;

    private SegmentBlobs(Disk disk, List<Named> named, Shelf shelf, Spares spares, LogWriter log, List<Entry> pending) {
        this.disk = disk;
        this.named = List.copyOf(named);
        this.shelf = shelf;
        this.spares = spares;
        this.log = log;
        this.pending = List.copyOf(pending);
    }

    /// As [#open(Disk, BlobSettings, List, Clock, Metrics)], with metrics that nobody reads.
    public static SegmentBlobs open(Disk disk, BlobSettings settings, List<Named> named) {
        return open(disk, settings, named, Clock.system(), new Metrics());
    }

    /// Finds the end of the log, cuts a torn tail and counts what is needed.
    ///
    /// @param named every room whose rows name blobs: what none of them names is wiped
    /// @throws StoreBroken when the files cannot be read
    public static SegmentBlobs open(Disk disk, BlobSettings settings, List<Named> named, Clock clock, Metrics metrics) {
        try {
            var found = Recovery.of(disk, named);
            var spares = new Spares(disk, settings, named, clock, found.nextName());
            found.unused().forEach(spares::giveBack);
            found.free()
                    .forEach(segment -> spares.giveBack(segment, !segment.name().startsWith("large-")));
            var shelf = new Shelf(disk, settings, spares, found, new DamageLog(metrics));
            var log = new LogWriter(shelf, found.end());
            var blobs = new SegmentBlobs(disk, named, shelf, spares, log, found.pending());
            blobs.measure(metrics);
            spares.start();
            log.start();
            return blobs;
        } catch (IOException broken) {
            throw new StoreBroken("the segments cannot be opened", broken);
        }
    }

    private void measure(Metrics metrics) {
        metrics.gauge("postern_store_segments", "Segments in use.", () -> use().segments());
        metrics.gauge("postern_store_segment_bytes", "Octets of the segments in use.", () -> use().octets());
        metrics.gauge(
                "postern_store_live_bytes",
                "Octets of records in segments that somebody needs.",
                () -> use().liveOctets());
        metrics.gauge("postern_store_large_blobs", "Blobs in files of their own.", () -> use().largeBlobs());
    }

    /// How much of the segments is needed.
    ///
    /// @param octets of all segments in use, and `liveOctets` of the records in them that somebody needs
    /// @param largeBlobs in files of their own, which go as soon as nobody needs them
    public record Use(long segments, long octets, long liveOctets, long largeBlobs) {
        long deadOctets() {
            return octets - liveOctets;
        }
    }

    /// How much of the segments is needed now.
    public Use use() {
        var segments = shelf.inUse();
        long live =
                segments.stream().mapToLong(segment -> segment.need().octets()).sum();
        return new Use(segments.size(), segments.size() * shelf.segmentSize(), live, shelf.largeBlobs());
    }

    /// A scan of everything that is here, for one run.
    public Scan scan(Pace pace) {
        return new Scan(disk, named, pace);
    }

    List<Named> named() {
        return named;
    }

    Disk disk() {
        return disk;
    }

    Shelf shelf() {
        return shelf;
    }

    Spares spares() {
        return spares;
    }

    LogWriter log() {
        return log;
    }

    @Override
    public List<BlobRef> write(List<Octets> sealed) {
        return written(sealed, null);
    }

    @Override
    public void append(List<Octets> bodies, Octets note, Consumer<Entry> durable) {
        written(bodies, new LogWriter.Note(note, durable));
    }

    /// Large blobs are written here, by their caller, before the note that names them. Should the log then
    /// fail they stay until the next start, since nobody knows whether that note is on the disk.
    private List<BlobRef> written(List<Octets> bodies, LogWriter.@Nullable Note note) {
        var parts = new ArrayList<LogWriter.Part>(bodies.size());
        for (var body : bodies) {
            parts.add(
                    shelf.isLarge(body)
                            ? new LogWriter.Part.Written(shelf.writeLarge(body))
                            : new LogWriter.Part.ToWrite(body));
        }
        return await(log.append(parts, note));
    }

    @Override
    public synchronized List<Entry> pending() {
        var found = pending;
        pending = List.of(); // they are large
        return found;
    }

    @Override
    public void applied(Collection<Entry> entries) {
        entries.forEach(entry -> shelf.release(entry.record()));
    }

    @Override
    public void setAside(Entry entry) {
        try {
            SetAside.copy(entry, shelf, disk);
        } catch (IOException broken) {
            throw new StoreBroken("an entry of the log could not be set aside", broken);
        }
        release(entry.bodies());
        applied(List.of(entry));
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
