package org.postern.server.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.blobs.FolderDisk;

/// THREAT T-21: also in a folder that others may enter, as one is that an operator made by hand.
class PrivateFilesTest {
    @TempDir
    Path folder;

    @Test
    void nobody_else_on_the_host_reads_the_database_or_what_lies_beside_it() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (var database = SqliteDatabase.open(folder, 2)) {
            database.change(tables -> tables.accounts().addDomain("example.org", Instant.EPOCH));

            try (var files = Files.list(folder)) {
                assertThat(files)
                        .isNotEmpty()
                        .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void the_folder_of_the_segments_is_closed_to_others_also_when_it_was_open() throws IOException {
        var segments = Files.createDirectory(folder.resolve("segments"));
        Files.setPosixFilePermissions(segments, PosixFilePermissions.fromString("rwxr-xr-x"));

        FolderDisk.in(segments);

        assertThat(mode(segments)).isEqualTo("rwx------");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
