package org.postern.server.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What one point in time consists of. Written last: a point without one is half made and means nothing.
///
/// @param lineage of the data folder; another one after every restore
/// @param madeAt as RFC 3339
/// @param queueKeys SHA-256 of the file of the keys of waiting jobs; empty when it was left out
record Manifest(
        int format,
        String madeAt,
        String lineage,
        Counts counts,
        String queueKeys,
        List<Plain> files,
        List<Stored> segments) {
    static final int FORMAT = 1;
    static final String NAME = "manifest.json";

    private static final JsonMapper JSON = JsonMapper.shared();

    record Counts(long accounts, long messages, long jobs) {}

    /// A file that lies in the point's folder.
    record Plain(String name, long size, String sha256) {}

    /// A file of the blob store.
    ///
    /// @param size of the whole file; what no part covers is zeros
    record Stored(String name, long generation, long size, List<Part> parts) {
        long end() {
            return parts.isEmpty() ? 0 : parts.getLast().to();
        }

        /// The name of a part's file, which says what is in it: parts of different points share it.
        String fileOf(Part part) {
            return "%012d-%012d-%012d-%s".formatted(generation, part.from(), part.to(), part.sha256());
        }
    }

    /// Octets from one offset to before another.
    record Part(long from, long to, String sha256) {}

    byte[] octets() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    }

    /// Empty when the point is half made.
    ///
    /// @throws IOException when it is there and cannot be read or is of another format
    static Optional<Manifest> in(Path point) throws IOException {
        var file = point.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var read = JSON.readValue(Files.readAllBytes(file), Manifest.class);
            if (read.format() != FORMAT) {
                throw new IOException(
                        point.getFileName() + " has format " + read.format() + "; this program reads " + FORMAT);
            }
            return Optional.of(read);
        } catch (JacksonException damaged) {
            throw new IOException("the manifest of " + point.getFileName() + " is damaged", damaged);
        }
    }
}
