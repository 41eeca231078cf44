package org.postern.server.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.postern.server.blobs.Finding;
import org.postern.server.blobs.Named;
import org.postern.server.blobs.Pace;
import org.postern.server.blobs.Scan;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.mailstore.MailBodies;
import org.postern.server.queue.QueueNames;

/// The points in time that a folder holds: listing them and proving that they are whole.
public final class Points {
    static final String DATABASE = "postern.db";

    private final Path root;

    /// @param root the folder that backups were made into
    public Points(Path root) {
        this.root = root;
    }

    /// One line a point, the oldest first.
    public List<String> list() throws IOException {
        return BackupFolder.points(root).stream().map(Points::line).toList();
    }

    private static String line(BackupFolder.Point point) {
        return point.manifest()
                .map(manifest -> "%s  %d account(s), %d message(s), %d waiting"
                        .formatted(
                                point.name(),
                                manifest.counts().accounts(),
                                manifest.counts().messages(),
                                manifest.counts().jobs()))
                .orElse(point.name() + "  HALF MADE: not to be restored; the next backup removes it");
    }

    /// A point that is whole.
    ///
    /// @param name empty for the newest
    BackupFolder.Point whole(Optional<String> name) throws IOException {
        return BackupFolder.points(root).reversed().stream()
                .filter(point -> point.manifest().isPresent())
                .filter(point -> name.isEmpty() || point.name().equals(name.get()))
                .findFirst()
                .orElseThrow(
                        () -> new IOException(name.map(wanted -> "there is no whole point '" + wanted + "' in " + root)
                                .orElse(root + " holds no whole backup")));
    }

    /// The newest other point whose database is as it was written.
    Optional<String> wholeDatabaseBeside(String name) throws IOException {
        for (var point : BackupFolder.points(root).reversed()) {
            if (!point.name().equals(name) && point.manifest().isPresent() && hasWholeDatabase(point)) {
                return Optional.of(point.name());
            }
        }
        return Optional.empty();
    }

    private static boolean hasWholeDatabase(BackupFolder.Point point) throws IOException {
        var faults = new ArrayList<String>();
        verify(point, faults);
        return faults.stream().noneMatch(fault -> fault.startsWith(point.name() + ": " + DATABASE));
    }

    /// Reads every octet of every point, and holds each row of the newest against its octets.
    ///
    /// @return what is wrong; empty when nothing is
    public List<String> verify() throws IOException {
        try (var folder = BackupFolder.hold(root)) {
            var faults = new ArrayList<String>();
            var read = new HashSet<String>();
            for (var point : folder.points()) {
                if (point.manifest().isEmpty()) {
                    faults.add(line(point));
                    continue;
                }
                verify(point, faults);
                for (var stored : point.manifest().get().segments()) {
                    for (var part : stored.parts()) {
                        if (read.add(stored.fileOf(part))) {
                            verify(stored, part, faults);
                        }
                    }
                }
            }
            verifyRows(whole(Optional.empty()), faults);
            return faults;
        }
    }

    private static void verify(BackupFolder.Point point, List<String> faults) throws IOException {
        for (var plain : point.manifest().orElseThrow().files()) {
            var file = point.folder().resolve(plain.name());
            if (!Files.exists(file) || !Sum.of(file).equals(plain.sha256())) {
                faults.add(point.name() + ": " + plain.name() + " is missing or damaged");
            }
        }
    }

    private void verify(Manifest.Stored stored, Manifest.Part part, List<String> faults) throws IOException {
        var file = BackupFolder.part(root, stored, part);
        if (!Files.exists(file) || !Sum.of(file).equals(part.sha256())) {
            faults.add("segments/" + stored.fileOf(part) + " is missing or damaged");
        }
    }

    /// On a copy of the database, because opening one may bring its schema up to date.
    private void verifyRows(BackupFolder.Point point, List<String> faults) throws IOException {
        var scratch = root.resolve("verify");
        PrivateFiles.folder(scratch);
        try {
            Files.copy(point.folder().resolve(DATABASE), scratch.resolve(DATABASE));
            try (var copy = SqliteDatabase.open(scratch, 1)) {
                copy.read(tables -> tables.backup().faults()).forEach(line -> faults.add("postern.db: " + line));
                var disk = new PointDisk(root, point.manifest().orElseThrow());
                new Scan(disk, named(copy), Pace.none()).run(found -> faults.add(words(found)));
            }
        } finally {
            PrivateFiles.remove(scratch);
        }
    }

    static List<Named> named(SqliteDatabase database) {
        return List.of(new MailBodies(database), new QueueNames(database));
    }

    static String words(Finding found) {
        return switch (found) {
            case Finding.Damaged(var holder) ->
                holder.kind() + " " + holder.id() + " of account " + holder.account() + ": its octets are damaged";
            case Finding.Missing(var holder) ->
                holder.kind() + " " + holder.id() + " of account " + holder.account() + ": its octets are missing";
            case Finding.DamagedHeader(var file) -> file + ": its first block is damaged";
            case Finding.Unreadable(var file) -> file + ": cannot be read";
        };
    }

    static Manifest.Plain describe(Path file) throws IOException {
        return new Manifest.Plain(String.valueOf(file.getFileName()), Files.size(file), Sum.of(file));
    }
}
