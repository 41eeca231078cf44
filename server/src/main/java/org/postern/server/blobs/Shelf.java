package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.postern.server.db.StoreBroken;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;

/// Every segment in use, by generation. A blob that would take much of a usual segment gets a file of its
/// own, which is written by its caller and opened only to be read.
final class Shelf implements AutoCloseable {
    private static final Trace trace = Trace.of(Shelf.class);
    private static final int LARGE_FRACTION = 8;
    private static final int LARGE_AT_ONCE = 2;

    private final Disk disk;
    private final long segmentSize;
    private final long leastFreeBytes;
    private final Spares spares;
    private final ConcurrentMap<Long, Segment> segments = new ConcurrentHashMap<>();
    private final ConcurrentMap<Long, String> large = new ConcurrentHashMap<>();
    private final DamageLog damage;
    private final Semaphore largeWrites = new Semaphore(LARGE_AT_ONCE);
    private final AtomicLong nextGeneration;

    Shelf(Disk disk, BlobSettings settings, Spares spares, Recovery.Found found, DamageLog damage) {
        this.damage = damage;
        this.disk = disk;
        this.segmentSize = settings.segmentSize().bytes();
        this.leastFreeBytes = settings.leastFree().bytes();
        this.spares = spares;
        segments.putAll(found.segments());
        large.putAll(found.large());
        nextGeneration = new AtomicLong(found.nextGeneration());
    }

    long segmentSize() {
        return segmentSize;
    }

    /// The highest generation that was given.
    long lastGeneration() {
        return nextGeneration.get() - 1;
    }

    boolean isLarge(Octets blob) {
        return blob.size() > segmentSize / LARGE_FRACTION;
    }

    /// A clean segment with a generation that nothing had before.
    Segment next() throws IOException, InterruptedException {
        var spare = spares.take();
        var segment = new Segment(nextGeneration.getAndIncrement(), spare.name(), spare.file(), true);
        segments.put(segment.generation(), segment);
        return segment;
    }

    /// As [#next], for work that makes room.
    Segment nextForCopies() throws IOException, InterruptedException {
        var spare = spares.takeReserve();
        var segment = new Segment(nextGeneration.getAndIncrement(), spare.name(), spare.file(), true);
        segments.put(segment.generation(), segment);
        return segment;
    }

    /// Every segment in use; large blobs are not among them.
    List<Segment> inUse() {
        return List.copyOf(segments.values());
    }

    @Nullable
    Segment segment(long generation) {
        return segments.get(generation);
    }

    int largeBlobs() {
        return large.size();
    }

    /// The name of the file that holds one large blob.
    @Nullable
    String largeFile(long generation) {
        return large.get(generation);
    }

    /// It may be used again, unless somebody else still needs it.
    void unpin(Segment segment) {
        if (segment.unpin()) {
            recycle(segment);
        }
    }

    /// Nothing more is added to it.
    void finished(Segment segment) {
        if (segment.finished()) {
            recycle(segment);
        }
    }

    Octets read(BlobRef ref) {
        var place = Place.parse(ref.place()).orElseThrow(() -> new StoreBroken("not a place: " + ref.place()));
        try {
            var segment = segments.get(place.generation());
            return segment == null ? readLarge(ref, place) : segment.read(ref, place.offset());
        } catch (Damage found) {
            damage.found(ref);
            throw found;
        } catch (IOException broken) {
            damage.found(ref);
            throw new StoreBroken("the record at " + ref.place() + " cannot be read", broken);
        }
    }

    private Octets readLarge(BlobRef ref, Place place) throws IOException {
        var name = large.get(place.generation());
        if (name == null) {
            throw new StoreBroken("no record at " + ref.place());
        }
        try (var file = disk.open(name)) {
            return new Segment(place.generation(), name, file, false).read(ref, place.offset());
        }
    }

    void release(BlobRef ref) {
        var place = Place.parse(ref.place()).orElseThrow(() -> new StoreBroken("not a place: " + ref.place()));
        var segment = segments.get(place.generation());
        if (segment == null) {
            releaseLarge(place.generation());
        } else if (segment.released(ref.size())) {
            recycle(segment);
        }
    }

    private void recycle(Segment segment) {
        segments.remove(segment.generation());
        spares.giveBack(segment, true);
    }

    private void releaseLarge(long generation) {
        var name = large.remove(generation);
        if (name == null) {
            return;
        }
        try {
            spares.giveBack(new Segment(generation, name, disk.open(name), false), false);
        } catch (IOException broken) {
            trace.failure("a large blob could not be removed", broken); // the next start tries again
        }
    }

    /// Writes one blob to a file of its own; durable when it returns.
    BlobRef writeLarge(Octets blob) {
        requireRoom(blob.size());
        long generation = nextGeneration.getAndIncrement();
        var name = largeName(generation);
        largeWrites.acquireUninterruptibly();
        try (var file = disk.create(name)) {
            file.write(new SegmentHeader(generation, 0).octets(), 0);
            long at = SegmentHeader.SIZE;
            int sum = LogWriter.sum(blob);
            file.write(new RecordHeader(RecordHeader.Kind.BODY, generation, 0, blob.size(), sum).octets(), at);
            at += RecordHeader.SIZE;
            for (byte[] chunk : blob.chunks()) {
                file.write(ByteBuffer.wrap(chunk), at);
                at += chunk.length;
            }
            file.sync();
        } catch (IOException broken) {
            removeTorn(name);
            throw new StoreBroken("a large blob could not be made durable", broken);
        } finally {
            largeWrites.release();
        }
        large.put(generation, name);
        return new BlobRef(new Place(generation, SegmentHeader.SIZE).written(), blob.size());
    }

    /// Whether arrivals may take more: what is left below it is for rows.
    boolean hasRoom() {
        try {
            return disk.freeBytes() >= leastFreeBytes;
        } catch (IOException broken) {
            return true; // then writing fails, and says so
        }
    }

    /// Refuses before anything is written.
    private void requireRoom(long length) {
        try {
            if (disk.freeBytes() >= length + leastFreeBytes) {
                return;
            }
        } catch (IOException broken) {
            throw new StoreBroken("the disk cannot be asked for its free space", broken);
        }
        throw new StoreBroken("the disk is full");
    }

    private void removeTorn(String name) {
        try {
            disk.remove(name);
        } catch (IOException broken) {
            trace.failure("a torn large blob could not be removed", broken); // the next start tries again
        }
    }

    static String largeName(long generation) {
        return "large-" + generation;
    }

    /// The generation in the name of a large blob's file.
    static @Nullable Long largeGeneration(String name) {
        return name.matches("large-\\d{1,18}") ? Long.valueOf(name.substring("large-".length())) : null;
    }

    @Override
    public void close() {
        try {
            for (var segment : segments.values()) {
                segment.file().close();
            }
        } catch (IOException broken) {
            throw new StoreBroken("a segment did not close", broken);
        }
    }
}
