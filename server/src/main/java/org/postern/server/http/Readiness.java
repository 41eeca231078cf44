package org.postern.server.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.postern.server.db.Database;
import org.postern.server.db.StoreBroken;

/// One thing without which this server should get no work.
///
/// @param name a word for the answer of `/readyz`
/// @param check quick
public record Readiness(String name, BooleanSupplier check) {
    /// The database answers.
    public static Readiness database(Database database) {
        return new Readiness("database", () -> {
            try {
                database.read(tables -> tables.accounts().domains());
                return true;
            } catch (StoreBroken broken) {
                return false;
            }
        });
    }

    /// The disk of a folder has so many octets left.
    public static Readiness disk(Path folder, long leastBytes) {
        return new Readiness("disk", () -> {
            try {
                return Files.getFileStore(folder).getUsableSpace() >= leastBytes;
            } catch (IOException broken) {
                return false;
            }
        });
    }
}
