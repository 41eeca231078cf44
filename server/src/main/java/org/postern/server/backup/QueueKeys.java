package org.postern.server.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.postern.server.db.BackupRows.SecretRow;
import org.postern.wire.Octets;

/// The keys of the jobs that waited, apart from everything else, so that they can be destroyed: only the
/// newest point has them. A line a job: its number and the key in hexadecimal.
///
/// THREAT T-36: who takes a backup of yesterday cannot read what waited then.
final class QueueKeys {
    static final String NAME = "queue.keys";

    private QueueKeys() {}

    /// @return the SHA-256 of the file
    static String write(Path point, List<SecretRow> secrets) throws IOException {
        var octets = secrets.stream()
                .map(row ->
                        row.job() + " " + HexFormat.of().formatHex(row.secret().toByteArray()) + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII);
        PrivateFiles.write(point.resolve(NAME), octets);
        return Sum.of(octets);
    }

    /// None when they are destroyed, left out or damaged.
    static List<SecretRow> read(Path point, Manifest manifest) throws IOException {
        var file = point.resolve(NAME);
        if (!Files.exists(file) || !Sum.of(file).equals(manifest.queueKeys())) {
            return List.of();
        }
        return Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
                .map(line -> line.split(" "))
                .map(words -> new SecretRow(
                        Long.parseLong(words[0]), Octets.of(HexFormat.of().parseHex(words[1]))))
                .toList();
    }

    /// What older points hold of them is overwritten and removed.
    static void destroyAllBut(Path newest, List<BackupFolder.Point> points) throws IOException {
        for (var point : points) {
            var file = point.folder().resolve(NAME);
            if (!point.folder().equals(newest) && Files.exists(file)) {
                overwrite(file);
                Files.delete(file);
            }
        }
    }

    private static void overwrite(Path file) throws IOException {
        try (var out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var zeros = ByteBuffer.allocate(Math.toIntExact(out.size()));
            while (zeros.hasRemaining()) {
                out.write(zeros);
            }
            out.force(true);
        }
    }
}
