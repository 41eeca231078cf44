package org.postern.server.db;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/// Opens connections to the one SQLite file, each with the settings on which durability and secrecy rest.
final class SqliteConnections {
    private final String url;

    SqliteConnections(Path file) {
        url = "jdbc:sqlite:" + file;
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

    /// No mmap: a page that the disk cannot give would be a signal that ends the process, not an error
    /// that one caller gets.
    private Connection open(List<String> pragmas) {
        try {
            var connection = DriverManager.getConnection(url);
            try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout=10000");
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
