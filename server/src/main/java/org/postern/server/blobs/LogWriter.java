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
import java.util.function.Consumer;
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

    private final Shelf shelf;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Waiting end = new Waiting(List.of(), null);
    private final Waiting roll = new Waiting(List.of(), null);
    private final Tail tail;
    private final Set<Segment> unsynced = new LinkedHashSet<>();
    private final Thread thread;
    private @Nullable Segment active;
    private volatile long generation;
    private long nextSequence;
    private volatile Held.Mark durable;
    private boolean refusing;
    private boolean closed;

    /// One call: its bodies, and what the index is to be told of them.
    private record Waiting(List<Part> parts, @Nullable Note note, CompletableFuture<List<BlobRef>> done) {
        Waiting(List<Part> parts, @Nullable Note note) {
            this(parts, note, new CompletableFuture<>());
        }
    }

    /// A body of a call.
    sealed interface Part {
        record ToWrite(Octets blob) implements Part {}

        /// Durable already, in a file of its own.
        record Written(BlobRef ref) implements Part {}
    }

    /// @param durable told on the log's thread, in the order of the numbers
    record Note(Octets octets, Consumer<ArrivalLog.Entry> durable) {}

    /// What a call came to, once it is durable.
    private record Placed(List<BlobRef> refs, ArrivalLog.@Nullable Entry entry) {}

    /// Goes on where recovery found the end of the log.
    LogWriter(Shelf shelf, Recovery.End end) throws IOException {
        this.shelf = shelf;
        this.active = end.active();
        this.generation = active == null ? 0 : active.generation();
        this.tail = new Tail(shelf.segmentSize());
        if (active != null) {
            tail.resume(active.file(), end.position());
        }
        this.nextSequence = end.nextSequence();
        this.durable = active == null
                ? new Held.Mark(shelf.lastGeneration(), shelf.segmentSize())
                : new Held.Mark(active.generation(), end.position());
        this.thread = Thread.ofPlatform().daemon().name("blobs-writer").unstarted(this::serve);
    }

    void start() {
        thread.start();
    }

    /// The future is completed when all of them are durable.
    CompletableFuture<List<BlobRef>> append(List<Part> parts, @Nullable Note note) {
        var piece = new Waiting(parts, note);
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

    /// Asks for a new segment before the one in use is full, so that what was deleted in that one can be
    /// overwritten. Returns after it was tried.
    void roll() {
        try {
            synchronized (this) {
                if (closed) {
                    return;
                }
                waiting.put(roll);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return;
        }
        append(List.of(), null).handle((refs, broken) -> true).join(); // it comes after the roll
    }

    /// What is written now goes there or to a later one.
    long generation() {
        return generation;
    }

    private void serve() {
        var batch = new ArrayList<Waiting>();
        try {
            while (true) {
                batch.clear();
                batch.add(waiting.take());
                waiting.drainTo(batch, AT_ONCE - 1);
                boolean last = batch.remove(end);
                boolean rolls = batch.removeIf(roll::equals);
                if (rolls) {
                    finishActive();
                }
                refuseWithoutRoom(batch);
                write(batch);
                if (last) {
                    return;
                }
            }
        } catch (InterruptedException never) {
            throw new IllegalStateException("the writer of blobs was interrupted", never);
        }
    }

    /// Arrivals leave room for rows, also where a segment has room for them (`least_free`).
    private void refuseWithoutRoom(List<Waiting> batch) {
        if (batch.isEmpty()) {
            return;
        }
        boolean full = !shelf.hasRoom();
        if (full && !refusing) {
            trace.event("the disk is full; mail is refused until there is room");
        }
        refusing = full;
        if (full) {
            var told = new StoreBroken("the disk is full");
            batch.removeIf(piece -> !piece.parts().isEmpty() && piece.done().completeExceptionally(told));
        }
    }

    private void write(List<Waiting> batch) throws InterruptedException {
        var placed = new ArrayList<Placed>(batch.size());
        try {
            for (var piece : batch) {
                placed.add(place(piece));
            }
            flush();
            for (var segment : unsynced) {
                segment.file().sync();
            }
            unsynced.clear();
            markDurable();
        } catch (IOException | RuntimeException broken) {
            if (!(broken instanceof DiskFull)) {
                trace.failure("blobs could not be written", broken, Field.count("pieces", batch.size()));
            }
            abandon();
            var told = new StoreBroken("the blobs could not be made durable", broken);
            batch.forEach(piece -> piece.done().completeExceptionally(told));
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            tell(batch.get(i), placed.get(i));
        }
    }

    private void markDurable() {
        var current = active;
        if (current != null) {
            durable = new Held.Mark(current.generation(), tail.position());
        }
    }

    /// How far everything is on the disk.
    Held.Mark durable() {
        return durable;
    }

    private static void tell(Waiting piece, Placed placed) {
        var note = piece.note();
        var entry = placed.entry();
        if (note != null && entry != null) {
            note.durable().accept(entry);
        }
        piece.done().complete(placed.refs());
    }

    /// INVARIANT: after a failed write or sync nothing is appended to that segment again, since nobody
    /// knows what of it is on the disk. What the lost batch counted stays counted until the next start.
    private void abandon() {
        unsynced.clear();
        var lost = active;
        active = null;
        if (lost != null) {
            shelf.finished(lost);
        }
    }

    /// INVARIANT: the youngest segment of the log is never overwritten in part, since the end of the log is
    /// found by reading it; so a new one is on the disk before the old one is finished.
    private void finishActive() throws InterruptedException {
        var current = active;
        if (current == null || tail.position() <= SegmentHeader.SIZE) {
            return;
        }
        Segment next;
        try {
            next = shelf.next();
        } catch (IOException full) {
            trace.failure("no new segment could be begun", full);
            return; // the one in use goes on
        }
        try {
            open(next);
            flush();
            next.file().sync();
        } catch (IOException broken) {
            trace.failure("a new segment could not be begun", broken);
            abandon();
        }
        shelf.finished(current);
    }

    private Placed place(Waiting piece) throws IOException, InterruptedException {
        var refs = new ArrayList<BlobRef>(piece.parts().size());
        for (var part : piece.parts()) {
            refs.add(
                    switch (part) {
                        case Part.ToWrite body -> place(RecordHeader.Kind.BODY, body.blob());
                        case Part.Written written -> written.ref();
                    });
        }
        var note = piece.note();
        if (note == null) {
            return new Placed(refs, null);
        }
        // INVARIANT: a note comes after its bodies, so a log that is cut anywhere has no note without them.
        var record = place(RecordHeader.Kind.NOTE, new NoteContent(refs, note.octets()).octets());
        return new Placed(refs, new ArrivalLog.Entry(nextSequence - 1, refs, note.octets(), record));
    }

    private BlobRef place(RecordHeader.Kind kind, Octets content) throws IOException, InterruptedException {
        var segment = segmentFor(RecordHeader.SIZE + content.size());
        long offset = tail.position();
        var header = new RecordHeader(kind, segment.generation(), nextSequence++, content.size(), sum(content));
        tail.put(segment.file(), header.octets());
        for (byte[] chunk : content.chunks()) {
            tail.put(segment.file(), ByteBuffer.wrap(chunk));
        }
        segment.added(content.size());
        unsynced.add(segment);
        return new BlobRef(new Place(segment.generation(), offset).written(), content.size());
    }

    private Segment segmentFor(long size) throws IOException, InterruptedException {
        var current = active;
        if (current != null && tail.position() + size <= shelf.segmentSize()) {
            return current;
        }
        flush();
        if (current != null) {
            active = null;
            shelf.finished(current);
        }
        var next = shelf.next();
        open(next);
        return next;
    }

    private void open(Segment next) throws IOException {
        active = next;
        generation = next.generation();
        tail.begin();
        tail.put(next.file(), new SegmentHeader(next.generation(), nextSequence).octets());
    }

    private void flush() throws IOException {
        var current = active;
        if (current != null) {
            tail.flush(current.file());
        }
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
