package org.postern.server.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.server.blobs.FolderDisk;
import org.postern.server.blobs.Pace;
import org.postern.server.blobs.Scan;
import org.postern.server.blobs.ScanReport;
import org.postern.server.db.BackupRows.CountsRow;
import org.postern.server.db.SqliteDatabase;

/// Makes a data folder of a point in time. Everything that can be read is kept, and what cannot is told:
/// first [#copy] on an empty place, then, when the rooms have opened it, [#settle].
public final class Restore {
    private static final int PIECE = 1 << 20;
    private static final String SEGMENTS = "segments";

    private final Path root;
    private final BackupFolder.Point point;
    private final Manifest manifest;
    private final List<String> faults = new ArrayList<>();

    /// @param name of the point; empty for the newest
    /// @throws IOException when there is no such point
    public Restore(Path root, Optional<String> name) throws IOException {
        this.root = root;
        this.point = new Points(root).whole(name);
        this.manifest = point.manifest().orElseThrow();
    }

    /// What came of it.
    ///
    /// @param lost waiting jobs that are gone because their keys are: left out, or destroyed by a later backup
    /// @param faults what is damaged or missing, in words
    public record Restored(String point, CountsRow counts, long records, long octets, int lost, List<String> faults) {}

    /// @return the point's name
    public String point() {
        return point.name();
    }

    /// Copies into a folder beside the one that is wanted, which takes its name when it is complete.
    ///
    /// @throws IOException when there is something in the folder already, or it cannot be written
    public void copy(Path data) throws IOException {
        if (Files.exists(data) && !isEmptyFolder(data)) {
            throw new IOException(data + " is not empty; a restore needs a new folder");
        }
        var half = data.toAbsolutePath().resolveSibling(data.getFileName() + ".restoring");
        if (Files.exists(half)) {
            PrivateFiles.remove(half);
        }
        PrivateFiles.folder(half);
        PrivateFiles.folder(half.resolve(SEGMENTS));
        for (var plain : manifest.files()) {
            copy(plain, half);
        }
        for (var stored : manifest.segments()) {
            copy(stored, half.resolve(SEGMENTS).resolve(stored.name()));
        }
        PrivateFiles.sync(half.resolve(SEGMENTS));
        giveKeys(half);
        PrivateFiles.sync(half);
        PrivateFiles.rename(half, data.toAbsolutePath());
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private void copy(Manifest.Plain plain, Path into) throws IOException {
        var from = point.folder().resolve(plain.name());
        if (!Files.exists(from)) {
            if (plain.name().equals(Points.DATABASE)) { // without rows every message would count as deleted
                throw new IOException(plain.name() + " is missing in " + point.name() + ". " + anotherPoint());
            }
            faults.add(plain.name() + " is missing");
            return;
        }
        var octets = new Sum();
        try (var in = FileChannel.open(from, StandardOpenOption.READ);
                var out = PrivateFiles.create(into.resolve(plain.name()))) {
            copy(in, out, 0, octets);
            out.force(true);
        }
        if (!octets.text().equals(plain.sha256())) {
            faults.add(plain.name() + " is damaged");
        }
    }

    private void copy(Manifest.Stored stored, Path into) throws IOException {
        try (var out = PrivateFiles.create(into)) {
            for (var part : stored.parts()) {
                copy(stored, part, out);
            }
            for (long at = stored.end(); at < stored.size(); at += PIECE) {
                write(out, ByteBuffer.allocate((int) Math.min(PIECE, stored.size() - at)), at);
            }
            out.force(true);
        }
    }

    /// A damaged part is copied all the same: most of its messages are whole.
    private void copy(Manifest.Stored stored, Manifest.Part part, FileChannel out) throws IOException {
        var file = BackupFolder.part(root, stored, part);
        if (!Files.exists(file)) {
            faults.add("segments/" + stored.fileOf(part) + " is missing");
            return;
        }
        var sum = new Sum();
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            copy(in, out, part.from(), sum);
        }
        if (!sum.text().equals(part.sha256())) {
            faults.add("segments/" + stored.fileOf(part) + " is damaged");
        }
    }

    private static void copy(FileChannel in, FileChannel out, long at, Sum sum) throws IOException {
        var piece = ByteBuffer.allocate(PIECE);
        long to = at;
        while (in.read(piece.clear()) >= 0) {
            sum.add(piece.flip());
            int count = piece.remaining();
            write(out, piece, to);
            to += count;
        }
    }

    private static void write(FileChannel out, ByteBuffer octets, long at) throws IOException {
        long to = at;
        while (octets.hasRemaining()) {
            to += out.write(octets, to);
        }
    }

    /// The keys of waiting jobs go back to their rows; the file stays behind.
    private void giveKeys(Path half) throws IOException {
        var secrets = QueueKeys.read(point.folder(), manifest);
        try (var database = SqliteDatabase.open(half, 1)) {
            database.change(tables -> secrets.forEach(tables.backup()::giveSecret));
        }
    }

    /// Lets the numbers of the restored folder jump, holds what waits, and checks each message.
    ///
    /// @param database of the restored folder, when every room has opened it
    public Restored settle(Path data, SqliteDatabase database) {
        int lost = database.write(tables -> {
            int dropped = tables.backup().dropKeyless();
            tables.backup().beginAnew();
            return dropped;
        });
        database.read(tables -> tables.backup().faults()).forEach(line -> faults.add("postern.db: " + line));
        boolean suggests = faults.stream().anyMatch(fault -> fault.startsWith(Points.DATABASE));
        database.read(tables -> tables.backup().withoutOpening())
                .forEach(id -> faults.add("email " + id + ": its key or summary is missing"));
        var report = scan(data, database);
        if (suggests) {
            faults.add(anotherPoint());
        }
        return new Restored(
                point.name(),
                database.read(tables -> tables.backup().counts()),
                report.records(),
                report.octets(),
                lost,
                List.copyOf(faults));
    }

    /// What to do when the database of this point is damaged: segments are shared, but each point has a
    /// database of its own.
    public String anotherPoint() {
        try {
            return "The database of this point may be damaged. "
                    + new Points(root)
                            .wholeDatabaseBeside(point.name())
                            .map(other -> "That of " + other + " is as it was written: 'postern restore " + root
                                    + " --at " + other + " --data NEW', into another new folder.")
                            .orElse("No other point has one that is as it was written.");
        } catch (IOException unreadable) {
            return "The other points cannot be read: " + unreadable.getMessage();
        }
    }

    private ScanReport scan(Path data, SqliteDatabase database) {
        return new Scan(FolderDisk.in(data.resolve(SEGMENTS)), Points.named(database), Pace.none())
                .run(found -> faults.add(Points.words(found)));
    }
}
