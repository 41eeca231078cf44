package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.postern.server.db.StoreBroken;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;

/// The one place that appends to segments: a thread that writes whatever waits, syncs once, and then
/// tells everybody.
final class LogWriter implements AutoCloseable {
    private static final Trace trace = Trace.of(LogWriter.class);
    private static final int WAITING = 4096;
    private static final int AT_ONCE = 1024;
    private static final int STAGED = 1 << 20;

    private final Shelf shelf;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Waiting end = new Waiting(List.of());
    private final ByteBuffer staged = ByteBuffer.allocateDirect(STAGED); // a heap array would be copied all the same
    private final Set<Segment> unsynced = new LinkedHashSet<>();
    private final Thread thread;
    private @Nullable Segment active;
    private long position;
    private long nextSequence;
    private volatile Held.Mark durable;
    private boolean closed;

    private record Waiting(List<Octets> blobs, CompletableFuture<List<BlobRef>> done) {
        Waiting(List<Octets> blobs) {
            this(blobs, new CompletableFuture<>());
        }
    }

    /// Goes on where recovery found the end of the log.
    LogWriter(Shelf shelf, Recovery.End end) {
        this.shelf = shelf;
        this.active = end.active();
        this.position = end.position();
        this.nextSequence = end.nextSequence();
        this.durable = active == null
                ? new Held.Mark(shelf.lastGeneration(), shelf.segmentSize())
                : new Held.Mark(active.generation(), position);
        this.thread = Thread.ofPlatform().daemon().name("blobs-writer").unstarted(this::serve);
    }

    void start() {
        thread.start();
    }

    /// The future is completed when all of them are durable.
    CompletableFuture<List<BlobRef>> append(List<Octets> blobs) {
        var piece = new Waiting(blobs);
        try {
            synchronized (this) {
                if (closed) {
                    throw new StoreBroken("the blob store is closed");
                }
                waiting.put(piece);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreBroken("interrupted before the blobs were taken", interrupted);
        }
        return piece.done();
    }

    private void serve() {
        var batch = new ArrayList<Waiting>();
        try {
            while (true) {
                batch.clear();
                batch.add(waiting.take());
                waiting.drainTo(batch, AT_ONCE - 1);
                boolean last = batch.remove(end);
                write(batch);
                if (last) {
                    return;
                }
            }
        } catch (InterruptedException never) {
            throw new IllegalStateException("the writer of blobs was interrupted", never);
        }
    }

    private void write(List<Waiting> batch) throws InterruptedException {
        var refs = new ArrayList<List<BlobRef>>(batch.size());
        try {
            for (var piece : batch) {
                refs.add(place(piece.blobs()));
            }
            flush();
            for (var segment : unsynced) {
                segment.file().sync();
            }
            unsynced.clear();
            markDurable();
        } catch (IOException | RuntimeException broken) {
            trace.failure("blobs could not be written", broken, Field.count("pieces", batch.size()));
            abandon();
            var told = new StoreBroken("the blobs could not be made durable", broken);
            batch.forEach(piece -> piece.done().completeExceptionally(told));
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).done().complete(refs.get(i));
        }
    }

    private void markDurable() {
        var current = active;
        if (current != null) {
            durable = new Held.Mark(current.generation(), position);
        }
    }

    /// How far everything is on the disk.
    Held.Mark durable() {
        return durable;
    }

    /// INVARIANT: after a failed write or sync nothing is appended to that segment again, since nobody
    /// knows what of it is on the disk. What the lost batch counted stays counted until the next start.
    private void abandon() {
        staged.clear();
        unsynced.clear();
        var lost = active;
        active = null;
        if (lost != null) {
            shelf.finished(lost);
        }
    }

    private List<BlobRef> place(List<Octets> blobs) throws IOException, InterruptedException {
        var refs = new ArrayList<BlobRef>(blobs.size());
        for (var blob : blobs) {
            refs.add(place(blob));
        }
        return refs;
    }

    private BlobRef place(Octets blob) throws IOException, InterruptedException {
        var segment = segmentFor(RecordHeader.SIZE + blob.size());
        long offset = position + staged.position();
        var header = new RecordHeader(segment.generation(), nextSequence++, blob.size(), sum(blob));
        ensureRoom(segment, RecordHeader.SIZE);
        header.putInto(staged);
        for (byte[] chunk : blob.chunks()) {
            stage(segment, chunk);
        }
        segment.added();
        unsynced.add(segment);
        return new BlobRef(new Place(segment.generation(), offset).written(), blob.size());
    }

    private Segment segmentFor(long size) throws IOException, InterruptedException {
        var current = active;
        if (current != null && position + staged.position() + size <= shelf.segmentSize()) {
            return current;
        }
        flush();
        if (current != null) {
            active = null;
            shelf.finished(current);
        }
        var next = shelf.next();
        active = next;
        position = 0;
        staged.put(new SegmentHeader(next.generation(), nextSequence).octets());
        return next;
    }

    private void stage(Segment segment, byte[] chunk) throws IOException {
        int at = 0;
        while (at < chunk.length) {
            ensureRoom(segment, 1);
            int count = Math.min(chunk.length - at, staged.remaining());
            staged.put(chunk, at, count);
            at += count;
        }
    }

    private void ensureRoom(Segment segment, int octets) throws IOException {
        if (staged.remaining() < octets) {
            flushTo(segment);
        }
    }

    private void flush() throws IOException {
        var current = active;
        if (current != null) {
            flushTo(current);
        }
    }

    private void flushTo(Segment segment) throws IOException {
        staged.flip();
        int count = staged.remaining();
        if (count > 0) {
            segment.file().write(staged, position);
        }
        position += count;
        staged.clear();
    }

    static int sum(Octets blob) {
        var sum = new CRC32C();
        blob.chunks().forEach(sum::update);
        return (int) sum.getValue();
    }

    /// Writes what waits, then stops.
    @Override
    public void close() {
        try {
            synchronized (this) {
                if (!closed) {
                    closed = true;
                    waiting.put(end);
                }
            }
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
