package org.postern.server.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.server.db.StoreBroken;

/// The files of a store while nothing in them is wiped, moved or removed, for a backup that copies them.
/// Mail goes on arriving, and what is released meanwhile waits to be wiped until this is closed.
public final class Held implements AutoCloseable {
    private static final int PIECE = 1 << 20;

    private final Disk disk;
    private final Durable durable;
    private final Runnable letGo;

    /// Where the log is durable at this moment.
    interface Durable {
        Mark mark();
    }

    /// Everything of earlier generations is durable, and of this one what lies before the position.
    record Mark(long generation, long position) {}

    /// One file that holds records.
    ///
    /// @param generation which it holds now; a name is used again, a generation never
    /// @param end octets that are durable: what lies behind it is nothing, or was nobody told of
    /// @param size of the whole file; the rest is zeros
    public record HeldFile(String name, long generation, long end, long size) {}

    Held(Disk disk, Durable durable, Runnable letGo) {
        this.disk = disk;
        this.durable = durable;
        this.letGo = letGo;
    }

    /// Every file with a record that was durable when this was called.
    ///
    /// @throws StoreBroken when the files cannot be looked at
    public List<HeldFile> files() {
        var mark = durable.mark();
        try {
            var files = new ArrayList<HeldFile>();
            for (var name : disk.names()) {
                look(name, mark).ifPresent(files::add);
            }
            return files;
        } catch (IOException broken) {
            throw new StoreBroken("the segments cannot be looked at", broken);
        }
    }

    private Optional<HeldFile> look(String name, Mark mark) throws IOException {
        try (var file = disk.open(name)) {
            var header = SegmentHeader.of(file);
            if (header.isEmpty()) {
                return Optional.empty();
            }
            long generation = header.get().generation();
            long size = file.size();
            if (Shelf.largeGeneration(name) != null) {
                return Optional.of(new HeldFile(name, generation, size, size));
            }
            if (!header.get().isOfLog()) { // copies, which nobody adds to while this is open
                return Optional.of(new HeldFile(name, generation, withoutZeros(file, size), size));
            }
            if (generation > mark.generation()) {
                return Optional.empty();
            }
            long end = generation == mark.generation() ? Math.min(mark.position(), size) : size;
            return Optional.of(new HeldFile(name, generation, withoutZeros(file, end), size));
        }
    }

    private static long withoutZeros(SegmentFile file, long end) throws IOException {
        for (long from = end; from > 0; ) {
            int count = (int) Math.min(PIECE, from);
            from -= count;
            var piece = ByteBuffer.allocate(count);
            file.read(piece, from);
            for (int at = count - 1; at >= 0; at--) {
                if (piece.get(at) != 0) {
                    return from + at + 1;
                }
            }
        }
        return 0;
    }

    /// For reading only.
    public SegmentFile open(HeldFile file) throws IOException {
        return disk.open(file.name());
    }

    @Override
    public void close() {
        letGo.run();
    }
}
