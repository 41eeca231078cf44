package org.postern.server.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/// Opens connections to the one SQLite file, each with the settings on which durability and secrecy rest.
final class SqliteConnections {
    static final int BUSY_MILLIS = 10_000;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private final String url;

    SqliteConnections(Path file) {
        url = "jdbc:sqlite:" + file;
        keepPrivate(file);
    }

    /// THREAT T-21: the file is its owner's alone before the first row is in it; SQLite gives the files
    /// beside it the same mode.
    private static void keepPrivate(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            }
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        } catch (IOException refused) {
            throw new StoreBroken("the database file cannot be made private", refused);
        }
    }

    /// Commits reach the disk before they return (synchronous=FULL with a write-ahead log).
    /// THREAT T-01: deleted rows are overwritten (secure_delete), and nothing spills into temporary files.
    Connection writer() {
        return open(List.of(
                "PRAGMA journal_mode=WAL",
                "PRAGMA synchronous=FULL",
                "PRAGMA secure_delete=ON",
                "PRAGMA foreign_keys=ON",
                "PRAGMA cache_size=-32768",
                "PRAGMA wal_autocheckpoint=2000",
                "PRAGMA journal_size_limit=67108864"));
    }

    Connection reader() {
        return open(List.of("PRAGMA query_only=ON", "PRAGMA cache_size=-16384"));
    }

    /// Reads everything once, so it keeps little.
    Connection copier() {
        return open(List.of("PRAGMA cache_size=-4096"));
    }

    /// No mmap: a page that the disk cannot give would be a signal that ends the process, not an error
    /// that one caller gets.
    private Connection open(List<String> pragmas) {
        try {
            var connection = DriverManager.getConnection(url);
            try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout=" + BUSY_MILLIS);
                statement.execute("PRAGMA temp_store=MEMORY");
                statement.execute("PRAGMA mmap_size=0");
                statement.execute("PRAGMA trusted_schema=OFF");
                for (var pragma : pragmas) {
                    statement.execute(pragma);
                }
            }
            return connection;
        } catch (SQLException broken) {
            throw new StoreBroken("the database cannot be opened", broken);
        }
    }
}
