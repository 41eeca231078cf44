package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postern.server.db.StoreBroken;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// Segments full of zeros, made ahead on a thread of their own: written in full, so that a later
/// fdatasync has no allocation to record; wiped before they are used again, so that what was deleted
/// cannot be read and no old record can pass for a new one (THREAT T-01).
final class Spares implements AutoCloseable {
    private static final Trace trace = Trace.of(Spares.class);
    private static final int KEPT = 2;
    private static final int PIECE = 1 << 20;
    private static final int PIECES_A_SYNC = 4; // so that a sync of the log never waits for a whole segment

    private final Disk disk;
    private final long sizeBytes;
    private final List<Named> named;
    private final Deque<Used> used = new ArrayDeque<>();
    private final Deque<Spare> clean = new ArrayDeque<>();
    private final Thread thread;
    private long nextName;
    private @Nullable IOException failure;
    private int holds;
    private boolean preparing;
    private boolean closed;

    /// A file full of zeros.
    record Spare(String name, SegmentFile file) {}

    /// @param generation what it held; negative when nothing that ever counted
    /// @param again whether it is of the usual size; otherwise it is removed
    private record Used(String name, SegmentFile file, long generation, boolean again) {}

    /// @param nextName files are numbered from here
    Spares(Disk disk, long sizeBytes, List<Named> named, long nextName) {
        this.disk = disk;
        this.sizeBytes = sizeBytes;
        this.named = named;
        this.nextName = nextName;
        this.thread = Thread.ofPlatform().daemon().name("blobs-spares").unstarted(this::serve);
    }

    void start() {
        thread.start();
    }

    /// Waits until there is one.
    synchronized Spare take() throws IOException, InterruptedException {
        while (clean.isEmpty()) {
            var broken = failure;
            if (broken != null) {
                failure = null;
                notifyAll();
                throw broken;
            }
            if (closed) {
                throw new IOException("closed");
            }
            wait();
        }
        var taken = clean.remove();
        notifyAll();
        return taken;
    }

    /// Hands over a segment of which nothing is needed.
    synchronized void giveBack(Segment segment, boolean again) {
        used.add(new Used(segment.name(), segment.file(), segment.generation(), again));
        notifyAll();
    }

    /// Hands over a file that never held anything that counted.
    synchronized void giveBack(String name, SegmentFile file) {
        used.add(new Used(name, file, -1, true));
        notifyAll();
    }

    private void serve() {
        try {
            while (awaitWork()) {
                prepareOne();
            }
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        }
    }

    private synchronized boolean awaitWork() throws InterruptedException {
        while (!closed && (used.isEmpty() || holds > 0) && (!clean.isEmpty() || failure != null)) {
            wait();
        }
        return !closed;
    }

    private void prepareOne() {
        try {
            var next = nextUsed();
            if (next == null) {
                add(fresh());
            } else if (!stillNamed(next)) {
                reuse(next);
            }
        } catch (IOException | StoreBroken broken) {
            trace.failure("no segment could be prepared", broken);
            failed(broken instanceof IOException io ? io : new IOException(broken));
        } finally {
            prepared();
        }
    }

    private synchronized void prepared() {
        preparing = false;
        notifyAll();
    }

    /// Until as many calls of [#letGo], nothing is wiped or removed; new files are made where needed.
    /// Returns when nothing is being wiped.
    synchronized void hold() {
        holds++;
        boolean interrupted = false;
        while (preparing && !closed) {
            try {
                wait();
            } catch (InterruptedException hurried) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void letGo() {
        holds--;
        notifyAll();
    }

    private synchronized @Nullable Used nextUsed() {
        var next = holds > 0 ? null : used.poll();
        preparing = next != null;
        return next;
    }

    private synchronized void failed(IOException broken) {
        failure = broken;
        notifyAll();
    }

    private synchronized void add(Spare spare) {
        failure = null;
        clean.add(spare);
        notifyAll();
    }

    /// INVARIANT: nothing that a row names is wiped. The counts should have said so already.
    private boolean stillNamed(Used next) {
        var prefix = Place.prefix(next.generation());
        boolean held = next.generation() >= 0 && named.stream().anyMatch(room -> room.anyBeginningWith(prefix));
        if (held) {
            trace.failure(
                    "a segment was given back that rows still name",
                    new IllegalStateException("segment " + next.generation()),
                    Field.id("segment", next.generation()));
        }
        return held;
    }

    private void reuse(Used next) throws IOException {
        fillWithZeros(
                next.file(),
                next.again()
                        ? Math.max(sizeBytes, next.file().size())
                        : next.file().size());
        if (next.again() && spares() < KEPT) {
            add(new Spare(next.name(), next.file()));
        } else {
            next.file().close();
            disk.remove(next.name());
        }
    }

    private synchronized int spares() {
        return clean.size();
    }

    private Spare fresh() throws IOException {
        var name = "segment-%06d".formatted(nextName++);
        var file = disk.create(name);
        try {
            fillWithZeros(file, sizeBytes);
            return new Spare(name, file);
        } catch (IOException broken) {
            file.close();
            disk.remove(name);
            throw broken;
        }
    }

    private static void fillWithZeros(SegmentFile file, long size) throws IOException {
        var zeros = ByteBuffer.allocateDirect((int) Math.min(PIECE, size));
        int pieces = 0;
        for (long at = 0; at < size; at += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
            file.write(zeros, at);
            if (++pieces % PIECES_A_SYNC == 0) {
                file.sync();
            }
        }
        file.sync();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join();
            for (var spare : clean) {
                spare.file().close();
            }
            for (var rest : used) {
                rest.file().close();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            throw new StoreBroken("a spare segment did not close", broken);
        }
    }
}
