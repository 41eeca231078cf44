package org.postern.server.blobs;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postern.server.db.StoreBroken;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// Segments full of zeros, made ahead on a thread of their own: written in full, so that a later
/// fdatasync has no allocation to record; wiped before they are used again, so that what was deleted
/// cannot be read and no old record can pass for a new one (THREAT T-01).
final class Spares implements AutoCloseable {
    private static final Trace trace = Trace.of(Spares.class);
    private static final int KEPT = 2;
    private static final Duration REFUSING = Duration.ofSeconds(1);
    private static final int PIECE = 1 << 20;
    private static final int PIECES_A_SYNC = 4; // so that a sync of the log never waits for a whole segment

    private final Disk disk;
    private final long sizeBytes;
    private final long leastFreeBytes;
    private final List<Named> named;
    private final Clock clock;
    private final Deque<Used> used = new ArrayDeque<>();
    private final Deque<Spare> clean = new ArrayDeque<>();
    private final Thread thread;
    private long nextName;
    private @Nullable IOException failure;
    private long failedAtNanos;
    private int holds;
    private int busy;
    private boolean keepsReserve;
    private boolean told;
    private boolean closed;

    /// A file full of zeros.
    record Spare(String name, SegmentFile file) {}

    /// @param generation what it held; negative when nothing that ever counted
    /// @param again whether it is of the usual size; otherwise it is removed
    private record Used(String name, SegmentFile file, long generation, boolean again) {}

    /// @param nextName files are numbered from here
    Spares(Disk disk, BlobSettings settings, List<Named> named, Clock clock, long nextName) {
        this.disk = disk;
        this.sizeBytes = settings.segmentSize().bytes();
        this.leastFreeBytes = settings.leastFree().bytes();
        this.named = named;
        this.clock = clock;
        this.nextName = nextName;
        this.thread = Thread.ofPlatform().daemon().name("blobs-spares").unstarted(this::serve);
    }

    void start() {
        thread.start();
    }

    /// Waits until there is one. While the disk is known to be full it throws at once, and lets one try in
    /// a second look again.
    Spare take() throws IOException, InterruptedException {
        return take(false);
    }

    /// As [#take], for work that makes room: it may have the one that is kept back.
    Spare takeReserve() throws IOException, InterruptedException {
        return take(true);
    }

    /// From now on one is kept back from arrivals. If there was no room for it, that is tried again.
    synchronized void keepReserve() {
        keepsReserve = true;
        if (failure != null && clock.nanos() - failedAtNanos >= REFUSING.toNanos()) {
            failure = null;
        }
        notifyAll();
    }

    private synchronized Spare take(boolean reserve) throws IOException, InterruptedException {
        boolean asked = false;
        while (clean.size() <= (keepsReserve && !reserve ? 1 : 0)) {
            var broken = failure;
            if (closed) {
                throw new IOException("closed");
            }
            if (broken != null && (asked || clock.nanos() - failedAtNanos < REFUSING.toNanos())) {
                throw new DiskFull("no segment can be prepared", broken);
            }
            if (broken != null) {
                failure = null;
                notifyAll();
            }
            asked = true;
            wait();
        }
        var taken = clean.remove();
        notifyAll();
        return taken;
    }

    /// Whether the last try to prepare a segment failed.
    synchronized boolean isFull() {
        return failure != null;
    }

    /// Whoever moves or overwrites records asks before each piece of work, and calls [#pieceDone] after it.
    ///
    /// @return false while there is a hold
    synchronized boolean mayBegin() {
        if (holds > 0) {
            return false;
        }
        busy++;
        return true;
    }

    synchronized void pieceDone() {
        busy--;
        notifyAll();
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

    /// Returns when nothing waits to be overwritten any more.
    synchronized void awaitWiped() throws InterruptedException {
        while (!closed && (!used.isEmpty() || busy > 0)) {
            wait();
        }
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
        while (!closed && !hasUsed() && !isShort()) {
            wait();
        }
        return !closed;
    }

    private boolean hasUsed() {
        return holds == 0 && !used.isEmpty();
    }

    private boolean isShort() {
        return clean.size() < (keepsReserve ? 2 : 1) && failure == null;
    }

    private void prepareOne() {
        var next = nextUsed();
        try {
            if (next == null) {
                add(fresh());
            } else if (!stillNamed(next)) {
                reuse(next);
            }
        } catch (IOException | StoreBroken broken) {
            failed(broken instanceof IOException io ? io : new IOException(broken));
        } finally {
            if (next != null) {
                pieceDone();
            }
        }
    }

    /// Until as many calls of [#letGo], nothing is moved, wiped or removed; new files are made where needed.
    /// Returns when nothing of the kind is under way.
    synchronized void hold() {
        holds++;
        boolean interrupted = false;
        while (busy > 0 && !closed) {
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
        var next = hasUsed() ? used.poll() : null;
        busy += next == null ? 0 : 1;
        return next;
    }

    private synchronized void failed(IOException broken) {
        if (!told) {
            trace.failure("no segment could be prepared", broken);
            told = true;
        }
        failure = broken;
        failedAtNanos = clock.nanos();
        notifyAll();
    }

    private synchronized void add(Spare spare) {
        failure = null;
        told = false;
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
        if (next.again() && spares() < kept()) {
            add(new Spare(next.name(), next.file()));
        } else {
            next.file().close();
            disk.remove(next.name());
        }
    }

    /// On a full disk one is enough: what else was freed is room for others, and for arrivals then.
    private int kept() throws IOException {
        return disk.freeBytes() < leastFreeBytes ? 1 : KEPT;
    }

    private synchronized int spares() {
        return clean.size();
    }

    private Spare fresh() throws IOException {
        if (disk.freeBytes() < sizeBytes + leastFreeBytes) {
            throw new IOException("the disk is full");
        }
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
        var zeros = SegmentFile.blocks(PIECE);
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
