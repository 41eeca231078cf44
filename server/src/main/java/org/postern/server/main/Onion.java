package org.postern.server.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;

/// An onion service in front of the page: Debian's `tor`, with a configuration of its own below the data
/// folder, as a child of this process. Its key lies there too and makes the name: who takes the disk can
/// answer under it (as with TLS, T-23).
final class Onion implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final long GRACE_SECONDS = 10;

    private final Process tor;
    private final String origin;

    private Onion(Process tor, String origin) {
        this.tor = tor;
        this.origin = origin;
    }

    /// @param http where the page is served
    /// @param more lines for tor's configuration
    /// @throws IllegalStateException when tor is not there or does not start; the message says what to do
    static Onion open(Path data, HostPort http, List<String> more, Clock clock) {
        try {
            var folder = privateFolder(data.toAbsolutePath().resolve("tor"));
            var configuration = Files.write(folder.resolve("torrc"), configuration(folder, http, more));
            var tor = new ProcessBuilder("tor", "--quiet", "-f", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
            var name = folder.resolve("site").resolve("hostname");
            if (!isThere(name, tor, clock)) {
                tor.destroy();
                throw new IllegalStateException("tor did not start; " + folder.resolve("log") + " and "
                        + folder.resolve("output") + " say why");
            }
            return new Onion(tor, "http://" + Files.readString(name).strip());
        } catch (IOException notThere) {
            throw new IllegalStateException(
                    "tor cannot be started (" + notThere.getMessage() + "). Debian: 'apt-get install tor'", notThere);
        }
    }

    private static boolean isThere(Path name, Process tor, Clock clock) {
        try {
            long end = clock.nanos() + PATIENCE.toNanos();
            while (!Files.exists(name) && tor.isAlive() && clock.nanos() - end < 0) {
                clock.sleep(LOOK);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return Files.exists(name);
    }

    private static Path privateFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    /// No SOCKS, no control port, no relaying: this tor serves one site.
    static List<String> configuration(Path folder, HostPort http, List<String> more) {
        var lines = new ArrayList<>(List.of(
                "DataDirectory " + folder.resolve("state"),
                "HiddenServiceDir " + folder.resolve("site"),
                "HiddenServicePort 80 " + http.host() + ":" + http.port(),
                "SocksPort 0",
                "ControlPort 0",
                "ExitRelay 0",
                "AvoidDiskWrites 1",
                "Log notice file " + folder.resolve("log")));
        lines.addAll(more);
        return lines;
    }

    /// `http://….onion`
    String origin() {
        return origin;
    }

    @Override
    public void close() {
        tor.destroy();
        try {
            if (!tor.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                tor.destroyForcibly();
            }
        } catch (InterruptedException hurry) {
            tor.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
