package org.postern.cli.rehearsal;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A server of its own in a folder that is thrown away, with its ports on loopback.
final class Stage implements AutoCloseable {
    static final String DOMAIN = "rehearsal.test";

    private static final Duration TO_START = Duration.ofMinutes(1);
    private static final Duration TO_END = Duration.ofMinutes(3);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final int DISCARD = 9;

    private final Path folder;
    private final int smtp = freePort();
    private final int http = freePort();
    private final Process process;

    private Stage(Path folder, List<String> server, int sink) throws IOException {
        this.folder = folder;
        Files.write(folder.resolve("postern.toml"), settings(sink));
        var command = new ArrayList<>(server);
        command.addAll(List.of("up", "--data", folder.toString()));
        command.addAll(List.of("--smtp", "127.0.0.1:" + smtp, "--http", "127.0.0.1:" + http));
        var log = new File(folder.toFile(), "rehearsal.log");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
    }

    /// Returns when both doors are open.
    ///
    /// @param server the command that starts a server, without its words
    /// @param sink the port to which all mail leaves
    static Stage open(List<String> server, int sink) {
        try {
            var stage = new Stage(Files.createTempDirectory("postern-rehearsal-"), server, sink);
            stage.awaitDoors();
            return stage;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    int smtp() {
        return smtp;
    }

    URI site() {
        return URI.create("http://127.0.0.1:" + http);
    }

    /// What STARTTLS shows.
    Path certificate() {
        return folder.resolve("smtp-certificate.pem");
    }

    /// Ends the server in order, which is when its virtual machine writes the cache.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException hurried) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    private static List<String> settings(int sink) {
        return List.of(
                "first_domains = [\"" + DOMAIN + "\"]",
                "[http]",
                "metrics_listen = \"127.0.0.1:0\"",
                "source_burst = 1000000",
                "session_burst = 1000000",
                "[accounts]",
                "sign_up = \"open\"",
                "[queue]",
                "recipients_per_hour = 1000000",
                "recipients_per_day = 1000000",
                "[delivery]",
                "allow_private_destinations = true",
                "routes = [\"*=127.0.0.1:" + sink + "\"]",
                "[names]",
                "servers = [\"127.0.0.1:" + DISCARD + "\"]");
    }

    private void awaitDoors() throws IOException {
        long end = System.nanoTime() + TO_START.toNanos();
        while (!(answers(http) && answers(smtp))) {
            if (!process.isAlive() || System.nanoTime() > end) {
                var said = Files.readString(folder.resolve("rehearsal.log"));
                close();
                throw new IllegalStateException("the server to rehearse did not start: " + said);
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
