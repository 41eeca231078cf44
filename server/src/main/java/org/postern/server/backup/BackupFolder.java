package org.postern.server.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The folder of the operator that holds points in time: `points/TIME/` with a manifest, the database and
/// the small files of each, and `segments/` with parts of segments that points share.
final class BackupFolder implements AutoCloseable {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path root;
    private final FileChannel lock;

    private BackupFolder(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /// One point in time.
    ///
    /// @param manifest empty when the backup did not come to its end
    record Point(Path folder, Optional<Manifest> manifest) {
        String name() {
            return String.valueOf(folder.getFileName());
        }
    }

    /// Makes the folder when it is not there, and keeps others from changing it until it is closed.
    static BackupFolder hold(Path root) throws IOException {
        PrivateFiles.folder(root);
        PrivateFiles.folder(root.resolve("points"));
        PrivateFiles.folder(root.resolve("segments"));
        var lock = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(lock)) {
            lock.close();
            throw new IOException("another backup into " + root + " is under way");
        }
        return new BackupFolder(root, lock);
    }

    private static boolean locked(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException held) {
            return false;
        }
    }

    /// Every point of a folder, the oldest first.
    static List<Point> points(Path root) throws IOException {
        var folder = root.resolve("points");
        if (!Files.isDirectory(folder)) {
            throw new IOException(root + " holds no backup");
        }
        var points = new ArrayList<Point>();
        try (var found = Files.list(folder)) {
            for (var point : found.filter(Files::isDirectory).sorted().toList()) {
                points.add(new Point(point, Manifest.in(point)));
            }
        }
        return points;
    }

    List<Point> points() throws IOException {
        return points(root);
    }

    static Path part(Path root, Manifest.Stored stored, Manifest.Part part) {
        return root.resolve("segments").resolve(stored.fileOf(part));
    }

    Path root() {
        return root;
    }

    /// A folder for a new point; later than every other by name.
    Path begin(Instant now) throws IOException {
        var name = NAME.format(now);
        var folder = root.resolve("points").resolve(name);
        for (int again = 2; Files.exists(folder); again++) {
            folder = root.resolve("points").resolve("%s-%03d".formatted(name, again));
        }
        PrivateFiles.folder(folder);
        return folder;
    }

    /// What earlier backups left that did not come to their end.
    void removeHalfMade() throws IOException {
        for (var point : points()) {
            if (point.manifest().isEmpty()) {
                PrivateFiles.remove(point.folder());
            }
        }
    }

    /// Keeps the newest points, and of the parts those that they name. The manifest goes first, so that a
    /// point that is half removed is told as half made.
    ///
    /// @return how many points went
    int keepNewest(int count) throws IOException {
        var points = points();
        var old = points.subList(0, Math.max(0, points.size() - count));
        for (var point : old) {
            Files.deleteIfExists(point.folder().resolve(Manifest.NAME));
            PrivateFiles.sync(point.folder());
            PrivateFiles.remove(point.folder());
        }
        removeUnnamedParts();
        return old.size();
    }

    private void removeUnnamedParts() throws IOException {
        var named = new HashSet<Path>();
        for (var point : points()) {
            for (var stored : point.manifest().map(Manifest::segments).orElse(List.of())) {
                stored.parts().forEach(part -> named.add(part(root, stored, part)));
            }
        }
        try (var parts = Files.list(root.resolve("segments"))) {
            for (var part : parts.filter(part -> !named.contains(part)).toList()) {
                Files.delete(part);
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
