package org.postern.server.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// An onion service in front of the page: Debian's `tor`, with a configuration of its own below the data
/// folder, as a child of this process, started again when it ends by itself. Its key lies there too and makes
/// the name: who takes the disk can answer under it (as with TLS, T-23).
final class Onion implements AutoCloseable {
    /// Where tor brings its visitors unless the operator says otherwise.
    static final HostPort USUAL = new HostPort("127.0.0.1", 8081);

    private static final Trace TRACE = Trace.of(Onion.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final long GRACE_SECONDS = 10;

    private final Path folder;
    private final Clock clock;
    private Process tor;
    private boolean closed;

    private Onion(Path folder, Clock clock) throws IOException {
        this.folder = folder;
        this.clock = clock;
        this.tor = run();
    }

    /// @param listen where the service takes tor's connections
    /// @param more a file with lines for tor's configuration
    /// @throws IllegalStateException when tor is not there or does not start; the message says what to do
    static Onion open(Path data, HostPort listen, Optional<Path> more, Clock clock) {
        try {
            var folder = privateFolder(data.toAbsolutePath().resolve("tor"));
            endLeftOver(folder);
            Files.write(folder.resolve("torrc"), configuration(folder, listen, lines(more)));
            var onion = new Onion(folder, clock);
            if (!onion.isThere()) {
                onion.close();
                throw new IllegalStateException("tor did not start; " + folder.resolve("output") + " and "
                        + folder.resolve("log") + " say why");
            }
            Thread.ofVirtual().name("tor").start(onion::keep);
            return onion;
        } catch (IOException notThere) {
            throw new IllegalStateException(
                    "tor cannot be started (" + notThere.getMessage() + "). Debian: 'apt-get install tor'", notThere);
        }
    }

    private static List<String> lines(Optional<Path> more) {
        try {
            return more.isPresent() ? Files.readAllLines(more.get()) : List.of();
        } catch (IOException unreadable) {
            throw new IllegalStateException("http.onion_torrc cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private Process run() throws IOException {
        return new ProcessBuilder("tor", "--hush", "-f", folder.resolve("torrc").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    /// tor has taken its configuration and made the name or found it.
    private boolean isThere() {
        try {
            long end = clock.nanos() + PATIENCE.toNanos();
            while (!hasName() && tor.isAlive() && clock.nanos() - end < 0) {
                clock.sleep(LOOK);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return hasName() && tor.isAlive();
    }

    private boolean hasName() {
        return Files.exists(pidFile(folder)) && Files.exists(nameFile());
    }

    private static Path pidFile(Path folder) {
        return folder.resolve("pid");
    }

    private Path nameFile() {
        return folder.resolve("site").resolve("hostname");
    }

    private static Path privateFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    /// A server that was killed leaves its tor behind for some seconds, and that one holds the folder.
    private static void endLeftOver(Path folder) throws IOException {
        var pid = pidFile(folder);
        var said = Files.exists(pid) ? Files.readString(pid).strip() : "";
        if (said.matches("\\d{1,18}")) {
            ProcessHandle.of(Long.parseLong(said))
                    .filter(process -> process.info().commandLine().orElse("").contains(folder + "/torrc"))
                    .ifPresent(Onion::end);
        }
        Files.deleteIfExists(pid);
    }

    /// No SOCKS, no control port, no relaying: this tor serves one site. What the operator adds stands last:
    /// there `HiddenService…` means this service.
    static List<String> configuration(Path folder, HostPort listen, List<String> more) {
        var lines = new ArrayList<>(List.of(
                "DataDirectory " + folder.resolve("state"),
                "PidFile " + pidFile(folder),
                "__OwningControllerProcess " + ProcessHandle.current().pid(),
                "SocksPort 0",
                "ControlPort 0",
                "ExitRelay 0",
                "AvoidDiskWrites 1",
                "Log notice file " + folder.resolve("log"),
                "HiddenServiceDir " + folder.resolve("site"),
                "HiddenServicePort 80 " + listen,
                "HiddenServiceExportCircuitID haproxy",
                "HiddenServiceMaxStreams 64"));
        lines.addAll(more);
        return lines;
    }

    /// `http://….onion`
    String origin() {
        try {
            return "http://" + Files.readString(nameFile()).strip();
        } catch (IOException lost) {
            throw new IllegalStateException("tor's folder cannot be read: " + lost.getMessage(), lost);
        }
    }

    private void keep() {
        try {
            while (isLeft(current().waitFor())) {
                clock.sleep(PAUSE);
                again();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            TRACE.failure("tor cannot be started again", broken);
        }
    }

    private synchronized Process current() {
        return tor;
    }

    private synchronized boolean isLeft(int status) {
        if (!closed) {
            TRACE.event("tor ended by itself", Field.count("status", status));
        }
        return !closed;
    }

    private synchronized void again() throws IOException {
        if (!closed) {
            tor = run();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        end(tor.toHandle());
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException stubborn) {
            process.destroyForcibly();
        }
    }
}
