package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postern.server.db.StoreBroken;

/// Saves what can be read from segments that are damaged, and throws nothing away: whole records move to
/// new segments and their rows with them; of each damaged record that a row names, the octets are copied
/// aside as they are, and the row stays. So the operator knows whose message it is, can put it back from a
/// backup, and still has every octet.
public final class Repair {
    private final SegmentBlobs blobs;
    private final Compactor compactor;
    private final Disk aside;
    private final List<SetAside> setAside = new ArrayList<>();
    private final Set<Long> damaged = new HashSet<>();

    /// A message that is damaged.
    ///
    /// @param file with its octets, as the disk gave them
    public record SetAside(Holder holder, String file) {}

    /// What came of it.
    ///
    /// @param before what the scan saw
    /// @param moved messages that were moved out of damaged segments
    public record Report(ScanReport before, long moved, List<SetAside> setAside) {}

    /// For one run.
    ///
    /// @param aside another folder than that of the segments
    public Repair(SegmentBlobs blobs, Compactor compactor, Disk aside) {
        this.blobs = blobs;
        this.compactor = compactor;
        this.aside = aside;
    }

    /// Looks at everything, then saves what can be saved.
    ///
    /// @param found is told of each thing that is wrong
    /// @throws StoreBroken when something could not be written; what was there is still there
    public Report run(Consumer<Finding> found) {
        var findings = new ArrayList<Finding>();
        var before = blobs.scan(Pace.none()).run(finding -> {
            found.accept(finding);
            findings.add(finding);
        });
        try {
            for (var finding : findings) {
                note(finding);
            }
            long moved = 0;
            for (long generation : damaged) {
                var segment = blobs.shelf().segment(generation);
                moved += segment == null ? 0 : compactor.emptyNow(segment);
            }
            return new Report(before, moved, List.copyOf(setAside));
        } catch (IOException broken) {
            throw new StoreBroken("what is damaged could not be set aside", broken);
        }
    }

    private void note(Finding finding) throws IOException {
        switch (finding) {
            case Finding.Damaged(var holder) -> setAside(holder);
            case Finding.Missing _ -> {} // nothing is there to be saved
            case Finding.DamagedHeader(var file) -> noteFile(file);
            case Finding.Unreadable(var file) -> noteFile(file);
        }
    }

    private void noteFile(String file) {
        blobs.shelf().inUse().stream()
                .filter(segment -> segment.name().equals(file))
                .forEach(segment -> damaged.add(segment.generation()));
    }

    private void setAside(Holder holder) throws IOException {
        var place = Place.parse(holder.ref().place()).orElseThrow();
        damaged.add(place.generation());
        var name =
                holder.kind().replace(' ', '-') + "-" + holder.id() + "-" + place.generation() + "-" + place.offset();
        if (!aside.names().contains(name)) {
            copy(place, holder.ref().size(), name);
        }
        setAside.add(new SetAside(holder, name));
    }

    private void copy(Place place, long length, String name) throws IOException {
        try (var to = aside.create(name)) {
            var segment = blobs.shelf().segment(place.generation());
            if (segment != null) {
                copy(segment.file(), place.offset(), length, to);
                return;
            }
            @Nullable String large = blobs.shelf().largeFile(place.generation());
            if (large != null) {
                try (var from = blobs.disk().open(large)) {
                    copy(from, place.offset(), length, to);
                }
            }
        }
    }

    /// What the disk cannot read stays zero.
    private static void copy(SegmentFile from, long offset, long length, SegmentFile to) throws IOException {
        long end = RecordHeader.SIZE + length;
        for (long at = 0; at < end; at += SegmentHeader.SIZE) {
            var piece = ByteBuffer.allocate((int) Math.min(SegmentHeader.SIZE, end - at));
            try {
                from.read(piece, offset + at);
            } catch (IOException unreadable) {
                piece = ByteBuffer.allocate(piece.capacity());
            }
            to.write(piece.clear(), at);
        }
        to.sync();
    }
}
