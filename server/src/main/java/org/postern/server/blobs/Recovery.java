package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.postern.server.blobs.ArrivalLog.Entry;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// What is found at start-up. The segments of the log are used one after the other, so only the one of
/// the highest generation can have a torn tail that matters: its records are read up to the first that is not whole,
/// and what follows is cut. What no row names (orphans: written, but the process ended before their rows
/// were) counts as released everywhere.
final class Recovery {
    private static final Trace trace = Trace.of(Recovery.class);
    private static final int PIECE = 1 << 20;

    private final Disk disk;
    private final Map<Long, Segment> segments = new HashMap<>();
    private final TreeMap<Long, Segment> log = new TreeMap<>();
    private final Map<Long, String> large = new HashMap<>();
    private final Map<String, SegmentFile> unused = new HashMap<>();
    private final List<Segment> free = new ArrayList<>();
    private final Map<Long, Long> namedEnd = new HashMap<>();
    private final Map<Long, SegmentHeader> headers = new HashMap<>();
    private final List<Entry> pending = new ArrayList<>();
    private final long lastNote;
    private long highestName;
    private long highestGeneration;

    private Recovery(Disk disk, long lastNote) {
        this.disk = disk;
        this.lastNote = lastNote;
    }

    /// @param large file names by generation
    /// @param unused files that hold nothing that counts
    /// @param free segments and large blobs of which no row names anything
    /// @param pending notes that no row holds yet, in order
    record Found(
            Map<Long, Segment> segments,
            Map<Long, String> large,
            Map<String, SegmentFile> unused,
            List<Segment> free,
            End end,
            List<Entry> pending,
            long nextGeneration,
            long nextName) {}

    /// Where the log goes on; without a segment, in a new one.
    record End(@Nullable Segment active, long position, long nextSequence) {}

    static Found of(Disk disk, List<Named> named) throws IOException {
        long lastNote = named.stream().mapToLong(Named::lastNote).min().orElse(Long.MAX_VALUE);
        var recovery = new Recovery(disk, lastNote);
        recovery.findFiles();
        recovery.countNamed(named);
        recovery.findPending();
        var end = recovery.findEnd();
        recovery.findFree(end.active());
        return new Found(
                recovery.segments,
                recovery.large,
                recovery.unused,
                recovery.free,
                end,
                recovery.pending,
                recovery.highestGeneration + 1,
                recovery.highestName + 1);
    }

    private void findFiles() throws IOException {
        for (var name : disk.names()) {
            var generation = Shelf.largeGeneration(name);
            if (generation != null) {
                large.put(generation, name);
                highestGeneration = Math.max(highestGeneration, generation);
            } else if (name.matches("segment-\\d{1,18}")) {
                highestName = Math.max(highestName, Long.parseLong(name.substring("segment-".length())));
                findSegment(name);
            }
        }
    }

    private void findSegment(String name) throws IOException {
        var file = disk.open(name);
        var header = SegmentWalk.headerOf(file);
        if (header.isEmpty()) {
            unused.put(name, file);
            return;
        }
        long generation = header.get().generation();
        var segment = new Segment(generation, name, file, false);
        segments.put(generation, segment);
        headers.put(generation, header.get());
        if (header.get().isOfLog()) {
            log.put(generation, segment);
        }
        highestGeneration = Math.max(highestGeneration, generation);
    }

    private void countNamed(List<Named> named) throws IOException {
        var absent = new TreeSet<Long>();
        for (var room : named) {
            room.each(ref -> {
                if (!count(ref)) {
                    absent.add(Place.parse(ref.place()).map(Place::generation).orElse(0L));
                }
            });
        }
        for (long generation : absent) {
            if (findHidden(generation)) {
                named.forEach(room -> room.within(Place.prefix(generation)).forEach(holder -> count(holder.ref())));
            } else {
                trace.failure(
                        "rows name blobs whose file is gone",
                        new IllegalStateException("missing segment"),
                        Field.id("segment", generation));
            }
        }
    }

    /// INVARIANT: no file in which a record is left that a row may name is taken for an empty one. So when a
    /// segment is missing, files without a header are searched for its records.
    private boolean findHidden(long generation) throws IOException {
        for (var file : Map.copyOf(unused).entrySet()) {
            if (new SegmentWalk(file.getValue(), generation)
                    .next(SegmentHeader.SIZE)
                    .isPresent()) {
                unused.remove(file.getKey());
                segments.put(generation, new Segment(generation, file.getKey(), file.getValue(), false));
                trace.event("a segment without its beginning was found", Field.id("segment", generation));
                return true;
            }
        }
        return false;
    }

    private boolean count(BlobRef ref) {
        var place = Place.parse(ref.place());
        if (place.isEmpty()) {
            return false;
        }
        long generation = place.get().generation();
        highestGeneration = Math.max(highestGeneration, generation);
        namedEnd.merge(generation, place.get().offset() + RecordHeader.SIZE + ref.size(), Math::max);
        var segment = segments.get(generation);
        if (segment == null) {
            return large.containsKey(generation);
        }
        segment.added(ref.size());
        return true;
    }

    /// Reads what was written since the index was last told of anything. A segment is passed over when
    /// the one after it in the log begins with a record that the index may know.
    private void findPending() throws IOException {
        for (var entry : log.entrySet()) {
            var after = log.higherEntry(entry.getKey());
            boolean isKnown = after != null && header(after.getValue()).firstSequence() - 1 <= lastNote;
            if (header(entry.getValue()).mayHoldNotes() && !isKnown) {
                findPending(entry.getValue(), after == null);
            }
        }
        for (var found : pending) {
            count(found.record());
            found.bodies().forEach(this::count);
        }
        if (!pending.isEmpty()) {
            trace.event("the index is behind the log", Field.count("notes", pending.size()));
        }
    }

    /// In a segment that the log has left, the content of records may be overwritten, since deleted mail is:
    /// so there a header is enough to go on.
    private void findPending(Segment segment, boolean isLast) throws IOException {
        long sequence = header(segment).firstSequence();
        long position = SegmentHeader.SIZE;
        for (var next = record(segment, position, sequence, isLast); next.isPresent(); ) {
            if (next.get().kind() == RecordHeader.Kind.NOTE && sequence > lastNote) {
                addPending(segment, position, next.get());
            }
            position += RecordHeader.SIZE + next.get().length();
            next = record(segment, position, ++sequence, isLast);
        }
    }

    /// INVARIANT: no note without its bodies is given to the index.
    private void addPending(Segment segment, long position, RecordHeader header) throws IOException {
        var record = new BlobRef(new Place(segment.generation(), position).written(), header.length());
        if (isThere(record)) {
            var content = NoteContent.of(segment.read(record, position).toByteArray());
            if (content.bodies().stream().allMatch(this::isThere)) {
                pending.add(new Entry(header.sequence(), content.bodies(), content.note(), record));
                return;
            }
        }
        trace.failure(
                "a message that the index does not know is damaged",
                new IllegalStateException("damaged note"),
                Field.id("segment", segment.generation()),
                Field.count("offset", position));
    }

    private boolean isThere(BlobRef ref) {
        var place = Place.parse(ref.place()).orElseThrow();
        var segment = segments.get(place.generation());
        try {
            return segment == null
                    ? large.containsKey(place.generation())
                    : new SegmentWalk(segment.file(), place.generation()).holds(place.offset(), ref.size());
        } catch (IOException unreadable) {
            return false;
        }
    }

    private SegmentHeader header(Segment segment) {
        return Objects.requireNonNull(headers.get(segment.generation()));
    }

    /// The lowest number that a note may have; 1 when nobody takes notes.
    private long firstUnknownNote() {
        return lastNote == Long.MAX_VALUE ? 1 : lastNote + 1;
    }

    private End findEnd() throws IOException {
        var last = log.lastEntry();
        if (last == null) {
            return new End(null, 0, firstUnknownNote());
        }
        var segment = last.getValue();
        long sequence = header(segment).firstSequence();
        long position = SegmentHeader.SIZE;
        for (var next = record(segment, position, sequence, true); next.isPresent(); ) {
            position += RecordHeader.SIZE + next.get().length();
            next = record(segment, position, ++sequence, true);
        }
        if (!header(segment).mayHoldNotes() || sequence < firstUnknownNote()) {
            // INVARIANT: no number is ever given to a second note, even when the segments that held it are
            // gone; and within a segment no number is left out.
            return new End(null, 0, Math.max(sequence, firstUnknownNote()));
        }
        if (namedEnd.getOrDefault(segment.generation(), 0L) > position) {
            // INVARIANT: what a row names is never cut. A damaged record is in the way, so this segment
            // stays as it is; a sequence number is never used twice.
            trace.failure(
                    "a record that a row names is damaged",
                    new IllegalStateException("damaged segment"),
                    Field.id("segment", segment.generation()),
                    Field.count("offset", position));
            return new End(null, 0, sequence + segment.file().size() / RecordHeader.SIZE);
        }
        cut(segment.file(), position);
        segment.reopened();
        return new End(segment, position, sequence);
    }

    private static Optional<RecordHeader> record(Segment segment, long position, long sequence, boolean whole)
            throws IOException {
        var file = segment.file();
        var octets = new byte[RecordHeader.SIZE];
        file.read(ByteBuffer.wrap(octets), position);
        return RecordHeader.from(octets)
                .filter(header -> header.generation() == segment.generation() && header.sequence() == sequence)
                .filter(header -> !whole || isWhole(file, position + RecordHeader.SIZE, header));
    }

    private static boolean isWhole(SegmentFile file, long position, RecordHeader header) {
        try {
            if (header.length() > file.size() - position) {
                return false;
            }
            var sum = new CRC32C();
            for (long at = 0; at < header.length(); at += PIECE) {
                var piece = ByteBuffer.allocate((int) Math.min(PIECE, header.length() - at));
                file.read(piece, position + at);
                sum.update(piece.clear());
            }
            return (int) sum.getValue() == header.contentSum();
        } catch (IOException broken) {
            trace.failure("a record could not be read", broken);
            return false;
        }
    }

    /// Zeros whatever a batch that nobody was told of left behind the end, so that no later record can be
    /// followed by an old one.
    private static void cut(SegmentFile file, long end) throws IOException {
        boolean changed = false;
        long size = file.size();
        for (long at = end; at < size; at += PIECE) {
            var piece = ByteBuffer.allocate((int) Math.min(PIECE, size - at));
            file.read(piece, at);
            if (piece.clear().mismatch(ByteBuffer.allocate(piece.capacity())) >= 0) {
                file.write(ByteBuffer.allocate(piece.capacity()), at);
                changed = true;
            }
        }
        if (changed) {
            file.sync();
            trace.event("a torn tail was cut", Field.count("offset", end));
        }
    }

    private void findFree(@Nullable Segment active) throws IOException {
        for (var segment : List.copyOf(segments.values())) {
            if (segment != active && segment.finished()) {
                segments.remove(segment.generation());
                free.add(segment);
            }
        }
        for (var entry : Map.copyOf(large).entrySet()) {
            if (!namedEnd.containsKey(entry.getKey())) {
                large.remove(entry.getKey());
                free.add(new Segment(entry.getKey(), entry.getValue(), disk.open(entry.getValue()), false));
            }
        }
    }
}
