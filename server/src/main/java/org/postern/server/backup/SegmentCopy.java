package org.postern.server.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.server.blobs.Held;
import org.postern.server.blobs.Held.HeldFile;
import org.postern.server.blobs.SegmentFile;

/// Copies what is new in the files of the blob store. A segment only grows until it is wiped and used
/// again under another generation: so one that ends where it ended at the last backup of the same data
/// folder is not read again, and of one that grew the earlier parts are read and shared by their sum.
final class SegmentCopy {
    private static final int PIECE = 1 << 20;

    private final BackupFolder folder;
    private final Held held;
    private final boolean sameLineage;
    private final Map<Long, Manifest.Stored> before = new HashMap<>();
    private long newOctets;

    SegmentCopy(BackupFolder folder, Held held, Optional<Manifest> last, String lineage) {
        this.folder = folder;
        this.held = held;
        this.sameLineage =
                last.filter(manifest -> manifest.lineage().equals(lineage)).isPresent();
        last.ifPresent(manifest -> manifest.segments().forEach(stored -> before.put(stored.generation(), stored)));
    }

    /// Octets that were not in the folder before.
    long newOctets() {
        return newOctets;
    }

    List<Manifest.Stored> copy(List<HeldFile> files) throws IOException {
        var stored = new ArrayList<Manifest.Stored>();
        for (var file : files) {
            var known = Optional.ofNullable(before.get(file.generation()));
            if (known.isPresent() && isAsItWas(known.get(), file)) {
                stored.add(new Manifest.Stored(
                        file.name(), file.generation(), file.size(), known.get().parts()));
            } else {
                copy(file, known).ifPresent(stored::add);
            }
        }
        PrivateFiles.sync(folder.root().resolve("segments"));
        return stored;
    }

    private boolean isAsItWas(Manifest.Stored known, HeldFile file) throws IOException {
        if (!sameLineage || known.end() != file.end()) {
            return false;
        }
        for (var part : known.parts()) {
            if (!isThere(known, part)) {
                return false;
            }
        }
        return true;
    }

    private boolean isThere(Manifest.Stored stored, Manifest.Part part) throws IOException {
        var file = BackupFolder.part(folder.root(), stored, part);
        return Files.exists(file) && Files.size(file) == part.to() - part.from();
    }

    /// Empty when it was removed meanwhile: a large message of whose keeping nobody was told.
    private Optional<Manifest.Stored> copy(HeldFile file, Optional<Manifest.Stored> known) throws IOException {
        var cuts = new ArrayList<Long>();
        known.ifPresent(stored -> stored.parts().stream()
                .map(Manifest.Part::to)
                .filter(to -> to < file.end())
                .forEach(cuts::add));
        cuts.add(file.end());
        try (var in = held.open(file)) {
            var parts = new ArrayList<Manifest.Part>();
            long from = 0;
            for (long to : cuts) {
                parts.add(copy(in, file, from, to));
                from = to;
            }
            return Optional.of(new Manifest.Stored(file.name(), file.generation(), file.size(), parts));
        } catch (NoSuchFileException removed) {
            return Optional.empty();
        }
    }

    private Manifest.Part copy(SegmentFile in, HeldFile file, long from, long to) throws IOException {
        var half = folder.root().resolve("segments").resolve("half");
        var sum = new Sum();
        try (var out = PrivateFiles.create(half)) {
            for (long at = from; at < to; at += PIECE) {
                var piece = ByteBuffer.allocate((int) Math.min(PIECE, to - at));
                in.read(piece, at);
                piece.clear();
                sum.add(piece);
                while (piece.hasRemaining()) {
                    out.write(piece);
                }
            }
            out.force(true);
        }
        var part = new Manifest.Part(from, to, sum.text());
        var stored = new Manifest.Stored(file.name(), file.generation(), file.size(), List.of(part));
        if (isThere(stored, part)) {
            Files.delete(half);
        } else {
            PrivateFiles.rename(half, BackupFolder.part(folder.root(), stored, part));
            newOctets += to - from;
        }
        return part;
    }
}
