package org.postern.server.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.postern.server.blobs.Blobs;
import org.postern.server.db.BackupRows;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;

/// Takes a point in time while everything goes on. The files of the blob store are held first, then the
/// database is copied as one snapshot, then what is durable in those files: so the copy has the octets of
/// every row that it has, and whatever was acknowledged before it began.
public final class Backup {
    private static final Trace TRACE = Trace.of(Backup.class);
    private static final int LINEAGE = 16;

    private final Path data;
    private final SqliteDatabase database;
    private final Blobs blobs;
    private final Clock clock;
    private final SecureRandom random;

    /// @param data the folder that is copied
    public Backup(Path data, SqliteDatabase database, Blobs blobs, Clock clock, SecureRandom random) {
        this.data = data;
        this.database = database;
        this.blobs = blobs;
        this.clock = clock;
        this.random = random;
    }

    /// @param withQueue whether the keys of waiting mail are put in; without them it is not in the backup
    /// @param keep how many points stay; empty for all
    public record Wish(Path into, boolean withQueue, Optional<Integer> keep) {}

    /// @param newOctets of sealed mail that were not in the folder before
    /// @param gone points that were removed
    public record Made(String point, long accounts, long messages, long jobs, long newOctets, int gone) {}

    /// @throws IOException when it could not be made; what is half made is told as such by [Points]
    public Made make(Wish wish) throws IOException {
        try (var folder = BackupFolder.hold(wish.into())) {
            folder.removeHalfMade();
            var last = folder.points().reversed().stream()
                    .flatMap(point -> point.manifest().stream())
                    .findFirst();
            var now = clock.instant();
            var point = folder.begin(now);
            var lineage = lineage();
            var copied = copy(folder, point, last, lineage);
            var keys = splitQueueKeys(point, wish.withQueue());
            var files = plainFiles(point);
            PrivateFiles.sync(point);
            var counts = keys.counts();
            var manifest = new Manifest(
                    Manifest.FORMAT,
                    now.toString(),
                    lineage,
                    new Manifest.Counts(counts.accounts(), counts.messages(), counts.jobs()),
                    keys.sum(),
                    files,
                    copied.stored());
            PrivateFiles.write(point.resolve(Manifest.NAME), manifest.octets());
            QueueKeys.destroyAllBut(point, folder.points());
            int gone = wish.keep().isPresent() ? folder.keepNewest(wish.keep().get()) : 0;
            TRACE.event("a backup was made", Field.count("octets", copied.newOctets()));
            return new Made(
                    String.valueOf(point.getFileName()),
                    counts.accounts(),
                    counts.messages(),
                    counts.jobs(),
                    copied.newOctets(),
                    gone);
        }
    }

    private String lineage() {
        var fresh = new byte[LINEAGE];
        random.nextBytes(fresh);
        var known = database.write(tables -> tables.accounts().secret("lineage", Octets.of(fresh)));
        return HexFormat.of().formatHex(known.toByteArray());
    }

    private record Copied(List<Manifest.Stored> stored, long newOctets) {}

    private Copied copy(BackupFolder folder, Path point, Optional<Manifest> last, String lineage) throws IOException {
        try (var held = blobs.hold()) {
            var file = point.resolve(Points.DATABASE);
            PrivateFiles.create(file).close(); // SQLite writes into an empty file, which has our mode
            database.copyInto(file);
            var copy = new SegmentCopy(folder, held, last, lineage);
            return new Copied(copy.copy(held.files()), copy.newOctets());
        }
    }

    private record Keys(BackupRows.CountsRow counts, String sum) {}

    private static Keys splitQueueKeys(Path point, boolean withQueue) throws IOException {
        try (var copy = SqliteDatabase.open(point, 1)) {
            var counts = copy.read(tables -> tables.backup().counts());
            var secrets = copy.write(tables -> tables.backup().takeSecrets());
            return new Keys(counts, withQueue ? QueueKeys.write(point, secrets) : "");
        }
    }

    /// The database's copy, and what stands beside the database: the configuration and the key for SMTP.
    private List<Manifest.Plain> plainFiles(Path point) throws IOException {
        var plain = new ArrayList<Manifest.Plain>();
        plain.add(Points.describe(point.resolve(Points.DATABASE)));
        try (var found = Files.list(data)) {
            for (var file : found.filter(Backup::isKept).sorted().toList()) {
                var copy = point.resolve(String.valueOf(file.getFileName()));
                PrivateFiles.write(copy, Files.readAllBytes(file));
                plain.add(Points.describe(copy));
            }
        }
        return plain;
    }

    private static boolean isKept(Path file) {
        var name = String.valueOf(file.getFileName());
        return Files.isRegularFile(file) && (name.endsWith(".toml") || name.endsWith(".pem"));
    }
}
