package org.postern.server.blobs;

import io.prometheus.metrics.core.metrics.Counter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.postern.server.db.StoreBroken;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Metrics;
import org.postern.server.trace.Trace;

/// Takes back the space of deleted mail while the store runs, on a thread of its own and at a bounded
/// pace. Segments of which little is needed are emptied into new ones; in the others what nobody needs is
/// overwritten where it lies (docs/adr/0005-compaction.md).
public final class Compactor implements AutoCloseable {
    private static final Trace trace = Trace.of(Compactor.class);
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(20);
    private static final Duration READERS_GRACE = Duration.ofMinutes(2);
    private static final Duration STUCK_FOR = Duration.ofHours(1);
    private static final int ROWS_AT_ONCE = 128;
    private static final long OCTETS_AT_ONCE = 1 << 20;
    private static final int MOST_LIVE_PERCENT = 95;
    private static final int DEAD_PERCENT_WHEN_FULL = 2;

    private final SegmentBlobs blobs;
    private final Shelf shelf;
    private final Clock clock;
    private final Pace pace;
    private final int deadPercent;
    private final Duration wipeWithin;
    private final CopyWriter copies;
    private final Wiper wiper;
    private final Deque<Emptied> emptied = new ArrayDeque<>();
    private final Map<Long, Instant> dirtySince = new HashMap<>();
    private final Map<Long, Instant> stuckUntil = new HashMap<>();
    private final Counter runs;
    private final Counter movedBytes;
    private final Counter wipedBytes;
    private @Nullable Thread thread;
    private final Object sleep = new Object();
    private boolean sleeping;
    private volatile boolean closed;

    /// Somebody copies the files, or this is being closed.
    private static final class Paused extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// A segment from which everything was moved; kept for readers that hold an old place.
    private record Emptied(Segment segment, Instant until) {}

    /// @param blobs closed by the caller, after this
    public Compactor(SegmentBlobs blobs, BlobSettings settings, Clock clock, Metrics metrics) {
        this.blobs = blobs;
        this.shelf = blobs.shelf();
        this.clock = clock;
        this.pace = untilClosed(Pace.of(clock, settings.backgroundRate().bytes()));
        this.deadPercent = settings.deadPercent();
        this.wipeWithin = settings.wipeWithin();
        this.copies = new CopyWriter(shelf);
        this.wiper = new Wiper(blobs.named(), pace);
        runs = metrics.counter("postern_store_compactions", "Segments that were emptied into new ones.");
        movedBytes = metrics.counter("postern_store_moved_bytes", "Octets of mail copied out of such segments.");
        wipedBytes = metrics.counter("postern_store_wiped_bytes", "Octets of deleted mail overwritten in place.");
        // What was deleted before this start and not overwritten is due soon.
        var old = clock.instant().minus(wipeWithin.dividedBy(2)).plus(wipeWithin.dividedBy(24));
        shelf.inUse().forEach(segment -> {
            segment.markDirty();
            dirtySince.put(segment.generation(), old);
        });
    }

    private Pace untilClosed(Pace settled) {
        return octets -> {
            if (closed) {
                throw new Paused();
            }
            settled.worked(octets);
        };
    }

    /// Begins to work, until [#close].
    public void start() {
        thread = Thread.ofPlatform().daemon().name("blobs-compactor").start(this::serve);
    }

    private void serve() {
        while (sleepUnlessClosed()) {
            round();
        }
    }

    private boolean sleepUnlessClosed() {
        synchronized (sleep) {
            if (closed) {
                return false;
            }
            sleeping = true;
        }
        try {
            clock.sleep(BETWEEN_ROUNDS);
        } catch (InterruptedException stopped) {
            return false;
        } finally {
            synchronized (sleep) {
                sleeping = false;
            }
        }
        return !closed;
    }

    /// Does what is due now.
    public synchronized void round() {
        try {
            letReadersGo();
            if (shelf.inUse().size() > 1) {
                blobs.spares().keepReserve();
            }
            for (var next = leastNeeded(); next.isPresent() && !closed; next = leastNeeded()) {
                empty(next.get());
                letReadersGo();
            }
            overwriteWhatIsDue();
        } catch (Paused paused) {
            trace.detail("compaction waits");
        } catch (DiskFull full) {
            trace.detail("compaction has no room");
        } catch (IOException | StoreBroken broken) {
            trace.failure("compaction stopped for now", broken);
        }
    }

    private void letReadersGo() {
        var now = clock.instant();
        while (!emptied.isEmpty() && !emptied.getFirst().until().isAfter(now)) {
            shelf.unpin(emptied.removeFirst().segment());
        }
    }

    /// The segment that costs least to empty, when too much is dead in all.
    private Optional<Segment> leastNeeded() {
        var now = clock.instant();
        stuckUntil.values().removeIf(until -> !until.isAfter(now));
        long live = 0;
        var finished = new ArrayList<Segment>();
        for (var segment : shelf.inUse()) {
            var need = segment.need();
            if (!need.growing() && !need.pinned()) {
                finished.add(segment);
                live += need.octets();
            }
        }
        long all = finished.size() * shelf.segmentSize();
        int allowed = blobs.spares().isFull() ? DEAD_PERCENT_WHEN_FULL : deadPercent;
        if (all - live <= all / 100 * allowed) {
            return Optional.empty();
        }
        return finished.stream()
                .filter(segment -> !stuckUntil.containsKey(segment.generation()))
                .min(Comparator.comparingLong(segment -> segment.need().octets()))
                .filter(segment -> segment.need().octets() < shelf.segmentSize() / 100 * MOST_LIVE_PERCENT);
    }

    /// Moves every record that can be read out of a segment, now and whatever its share.
    ///
    /// @return how many rows name the copies
    synchronized long emptyNow(Segment segment) throws IOException {
        return empty(segment);
    }

    private long empty(Segment segment) throws IOException {
        if (!segment.pin()) {
            return 0;
        }
        long moved = 0;
        try {
            for (var room : blobs.named()) {
                moved += move(room, room.within(Place.prefix(segment.generation())));
            }
        } catch (IOException | StoreBroken | Paused broken) {
            shelf.unpin(segment);
            throw broken;
        }
        runs.inc();
        var now = clock.instant();
        if (segment.need().records() > 0) { // damaged, or written but not in rows yet
            stuckUntil.put(segment.generation(), now.plus(STUCK_FOR));
        }
        emptied.add(new Emptied(segment, now.plus(READERS_GRACE)));
        trace.detail("a segment was emptied", Field.id("segment", segment.generation()), Field.count("moved", moved));
        return moved;
    }

    private long move(Named room, List<Holder> holders) throws IOException {
        long moved = 0;
        int from = 0;
        while (from < holders.size()) {
            int to = from;
            long octets = 0;
            while (to < holders.size() && to - from < ROWS_AT_ONCE && octets < OCTETS_AT_ONCE) {
                octets += holders.get(to++).ref().size();
            }
            begin();
            try {
                moved += moveSome(room, holders.subList(from, to));
            } finally {
                blobs.spares().pieceDone();
            }
            movedBytes.inc(octets);
            pace.worked(2 * octets);
            from = to;
        }
        return moved;
    }

    private void begin() {
        if (!blobs.spares().mayBegin()) {
            throw new Paused();
        }
    }

    /// INVARIANT: the copy is durable before its row names it, and the old record is released only after
    /// the row that names the copy is. If nobody can say whether the rows were changed, both stay until the
    /// next start.
    private long moveSome(Named room, List<Holder> holders) throws IOException {
        var copied = copies.copy(holders.stream().map(Holder::ref).toList());
        var moves = new ArrayList<Move>();
        for (int i = 0; i < holders.size(); i++) {
            var holder = holders.get(i);
            copied.get(i).ifPresent(copy -> moves.add(new Move(holder, copy)));
        }
        var made = room.repoint(moves);
        for (int i = 0; i < moves.size(); i++) {
            var move = moves.get(i);
            shelf.release(made.get(i) ? move.holder().ref() : move.to());
        }
        return made.stream().filter(done -> done).count();
    }

    private void overwriteWhatIsDue() throws IOException {
        var now = clock.instant();
        long log = blobs.log().generation();
        for (var segment : shelf.inUse()) {
            var need = segment.need();
            if (!need.dirty()) {
                dirtySince.remove(segment.generation());
                continue;
            }
            var since = dirtySince.computeIfAbsent(segment.generation(), generation -> now);
            var age = Duration.between(since, now);
            if (need.growing()) {
                rollIfDue(segment, age);
            } else if (age.compareTo(wipeWithin.dividedBy(2)) >= 0 && segment.generation() != log) {
                overwrite(segment);
            }
        }
        dirtySince.keySet().removeIf(generation -> shelf.segment(generation) == null);
    }

    private void rollIfDue(Segment segment, Duration age) {
        if (age.compareTo(wipeWithin.dividedBy(4)) < 0) {
            return;
        }
        if (copies.active().equals(Optional.of(segment))) {
            copies.finish();
        } else {
            blobs.log().roll();
        }
    }

    private void overwrite(Segment segment) throws IOException {
        if (!segment.pin()) {
            return;
        }
        try {
            var octets = wipe(segment);
            if (octets.isPresent()) {
                dirtySince.remove(segment.generation());
                wipedBytes.inc(octets.getAsLong());
            }
        } finally {
            shelf.unpin(segment);
        }
    }

    private OptionalLong wipe(Segment segment) throws IOException {
        begin();
        try {
            return wiper.wipe(segment);
        } finally {
            blobs.spares().pieceDone();
        }
    }

    /// Ends after the piece of work that is under way.
    @Override
    public void close() {
        closed = true;
        var running = thread;
        if (running != null) {
            stopSleeping(running);
            join(running);
        }
        synchronized (this) {
            copies.finish();
            emptied.forEach(done -> shelf.unpin(done.segment()));
            emptied.clear();
        }
    }

    /// It is never interrupted at work: that would close the files under it.
    private void stopSleeping(Thread running) {
        synchronized (sleep) {
            if (sleeping) {
                running.interrupt();
            }
        }
    }

    private static void join(Thread running) {
        try {
            running.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
