package org.postern.server.blobs;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.postern.server.db.StoreBroken;

/// Looks at every record of every segment and at every row that names one, while the store runs. Needs
/// memory for the rows of one segment and the numbers of all.
public final class Scan {
    private final Disk disk;
    private final List<Named> named;
    private final Pace pace;
    private final Tally tally = new Tally();
    private final Set<Long> seen = new HashSet<>();

    private static final class Tally {
        private long files;
        private long records;
        private long octets;
        private long damaged;
        private long missing;
        private long orphans;
        private long damagedHeaders;
        private long unreadable;
    }

    /// For one run.
    ///
    /// @param disk the one that the store runs on
    /// @param named the rooms that the store was opened with
    public Scan(Disk disk, List<Named> named, Pace pace) {
        this.disk = disk;
        this.named = List.copyOf(named);
        this.pace = pace;
    }

    /// Looks at everything once.
    ///
    /// @param found is told of each thing that is wrong, as it is found
    /// @throws StoreBroken when the folder or the rows cannot be read; a file that cannot is a finding
    public ScanReport run(Consumer<Finding> found) {
        try {
            for (var name : disk.names().stream().sorted().toList()) {
                look(name, found);
            }
        } catch (IOException broken) {
            throw new StoreBroken("the segments cannot be listed", broken);
        }
        named.forEach(room -> lookForMissing(room, found));
        return new ScanReport(
                tally.files,
                tally.records,
                tally.octets,
                tally.damaged,
                tally.missing,
                tally.orphans,
                tally.damagedHeaders,
                tally.unreadable);
    }

    private void look(String name, Consumer<Finding> found) {
        if (!name.startsWith("segment-") && Shelf.largeGeneration(name) == null) {
            return;
        }
        try (var file = disk.open(name)) {
            var header = generationOf(name, file);
            if (header.isPresent()) {
                look(name, file, header.get(), found);
            }
        } catch (IOException broken) {
            tally.unreadable++;
            found.accept(new Finding.Unreadable(name));
        }
    }

    private static Optional<Long> generationOf(String name, SegmentFile file) throws IOException {
        var large = Shelf.largeGeneration(name);
        return large != null ? Optional.of(large) : SegmentWalk.generationOf(file);
    }

    private void look(String name, SegmentFile file, long generation, Consumer<Finding> found) throws IOException {
        var rows = rowsOf(generation);
        if (rows.isEmpty() && SegmentHeader.of(file).isEmpty()) {
            return; // being wiped, or not in use yet
        }
        tally.files++;
        seen.add(generation);
        if (SegmentHeader.of(file).isEmpty()) {
            tally.damagedHeaders++;
            found.accept(new Finding.DamagedHeader(name));
        }
        var walk = new SegmentWalk(file, generation);
        for (var row : rows.entrySet()) {
            check(walk, row.getKey(), row.getValue(), found);
        }
        countOrphans(walk, rows);
    }

    private void check(SegmentWalk walk, long offset, Holder holder, Consumer<Finding> found) {
        if (walk.holds(offset, holder.ref().size())) {
            tally.records++;
            tally.octets += holder.ref().size();
        } else if (isStillNamed(holder)) { // else it was deleted or moved since its row was read
            tally.damaged++;
            found.accept(new Finding.Damaged(holder));
        }
        pace.worked(RecordHeader.SIZE + holder.ref().size());
    }

    private void countOrphans(SegmentWalk walk, Map<Long, Holder> rows) throws IOException {
        for (var next = walk.next(SegmentHeader.SIZE); next.isPresent(); ) {
            var record = next.get();
            if (!rows.containsKey(record.offset())) {
                tally.orphans += walk.isWiped(record) ? 0 : 1;
                pace.worked(record.header().length());
            }
            next = walk.next(record.end());
        }
    }

    private Map<Long, Holder> rowsOf(long generation) {
        var rows = new TreeMap<Long, Holder>();
        for (var room : named) {
            for (var holder : room.within(Place.prefix(generation))) {
                Place.parse(holder.ref().place()).ifPresent(place -> rows.put(place.offset(), holder));
            }
        }
        return rows;
    }

    private boolean isStillNamed(Holder holder) {
        return named.stream().anyMatch(room -> room.within(holder.ref().place()).contains(holder));
    }

    private void lookForMissing(Named room, Consumer<Finding> found) {
        var absent = new HashSet<Long>();
        room.each(ref -> Place.parse(ref.place())
                .map(Place::generation)
                .filter(generation -> !seen.contains(generation))
                .ifPresent(absent::add));
        for (long generation : absent) {
            if (!isThereNow(generation)) {
                for (var holder : room.within(Place.prefix(generation))) {
                    tally.missing++;
                    found.accept(new Finding.Missing(holder));
                }
            }
        }
    }

    /// Whether a file with this generation came into use after the scan had begun.
    private boolean isThereNow(long generation) {
        try {
            for (var name : disk.names()) {
                try (var file = disk.open(name)) {
                    if (generationOf(name, file).equals(Optional.of(generation))) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException broken) {
            throw new StoreBroken("the segments cannot be listed", broken);
        }
    }
}
