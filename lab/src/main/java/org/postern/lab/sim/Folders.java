package org.postern.lab.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;

/// Folders of the real machine in which SQLite works, in memory where there is such a place; and what of a
/// database's files is left when its process ends.
final class Folders {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String DATABASE = "postern.db";
    private static final String LOG = "postern.db-wal";

    private Folders() {}

    static Path make() {
        try {
            return Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "postern-sim")
                    : Files.createTempDirectory("postern-sim");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static void copy(Path from, Path to) {
        try (var files = Files.list(from)) {
            Files.createDirectories(to);
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// The files of a database that nobody writes to at this moment.
    static final class Moment {
        private final byte[] database;
        private final byte[] log;

        private Moment(byte[] database, byte[] log) {
            this.database = database;
            this.log = log;
        }

        static Moment of(Path folder) {
            return new Moment(read(folder.resolve(DATABASE)), read(folder.resolve(LOG)));
        }

        /// The disk between two moments, one commit apart: the log has the new octets up to `part` of its
        /// length and behind them the old ones. When the commit had moved the log into the database, only
        /// the moments themselves are possible, since each step of that is synced.
        Moment torn(Moment after, double part) {
            if (!Arrays.equals(database, after.database)) {
                return part < 0.5 ? this : after;
            }
            int cut = (int) (after.log.length * part);
            var torn = Arrays.copyOf(after.log, Math.max(cut, log.length));
            if (log.length > cut) {
                System.arraycopy(log, cut, torn, cut, log.length - cut);
            }
            return new Moment(database, torn);
        }

        void writeTo(Path folder) {
            try {
                Files.createDirectories(folder);
                Files.write(folder.resolve(DATABASE), database);
                Files.write(folder.resolve(LOG), log);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        private static byte[] read(Path file) {
            try {
                return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
