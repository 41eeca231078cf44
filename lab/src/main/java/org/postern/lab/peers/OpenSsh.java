package org.postern.lab.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A stock OpenSSH server, as it stands on hosts that become relays. Needs root: only then may it let
/// root in and listen for others.
public final class OpenSsh implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int USUAL_PORT = 22;

    private final Path folder;
    private final int port;
    private final UnaryOperator<List<String>> place;
    private Child process;

    private OpenSsh(Path folder, int port, UnaryOperator<List<String>> place) {
        this.folder = folder;
        this.port = port;
        this.place = place;
        this.process = serve();
    }

    /// @param authorizedKeys the lines of the only user's file
    /// @param more lines of `sshd_config`
    public static OpenSsh start(Path folder, List<String> authorizedKeys, List<String> more) {
        var lines = new ArrayList<>(List.of("ListenAddress 127.0.0.1"));
        lines.addAll(more);
        return start(folder, authorizedKeys, lines, Ports.free(), UnaryOperator.identity());
    }

    /// The same on another host, on every address and the usual port.
    ///
    /// @param place makes a command into the one that runs it there
    public static OpenSsh start(
            Path folder, List<String> authorizedKeys, List<String> more, UnaryOperator<List<String>> place) {
        return start(folder, authorizedKeys, more, USUAL_PORT, place);
    }

    private static OpenSsh start(
            Path folder, List<String> authorizedKeys, List<String> more, int port, UnaryOperator<List<String>> place) {
        try {
            Files.createDirectories(folder);
            Files.createDirectories(Path.of("/run/sshd")); // where sshd insists on an empty folder
            Child.run(folder, PATIENCE, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/host_key");
            var keys = Files.write(folder.resolve("authorized_keys"), authorizedKeys);
            Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
            var lines = new ArrayList<>(List.of(
                    "Port " + port,
                    "HostKey " + folder.resolve("host_key"),
                    "PidFile " + folder.resolve("sshd.pid"),
                    "AuthorizedKeysFile " + keys,
                    "StrictModes no",
                    "UsePAM no",
                    "PermitRootLogin prohibit-password"));
            lines.addAll(more);
            Files.write(folder.resolve("sshd_config"), lines);
            return new OpenSsh(folder, port, place);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Child serve() {
        var child = Child.start(
                folder,
                "sshd",
                place.apply(List.of(
                        "/usr/sbin/sshd",
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("sshd_config").toString())),
                Map.of());
        return child.until(() -> child.output().contains("Server listening"), PATIENCE);
    }

    public int port() {
        return port;
    }

    /// Puts a line into `authorized_keys`, as the operator does by hand.
    public void authorize(String line) {
        append("authorized_keys", line);
    }

    /// Puts a line into `sshd_config` and starts anew; connections that are open are lost.
    public void configure(String line) {
        append("sshd_config", line);
        crash();
        restart();
    }

    private void append(String file, String line) {
        try {
            Files.writeString(folder.resolve(file), line + "\n", StandardOpenOption.APPEND);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// `SHA256:…`, as ssh-keygen prints it.
    public String hostKey() {
        return Child.run(folder, PATIENCE, "ssh-keygen", "-l", "-f", folder + "/host_key.pub")
                .split(" ")[1];
    }

    /// The host dies with every connection it holds.
    public void crash() {
        process.handle().descendants().forEach(ProcessHandle::destroyForcibly);
        process.kill();
    }

    /// Its owner writes these lines into the two files, and restarts it.
    public void configure(List<String> authorizedKeys, List<String> more) {
        try {
            Files.write(folder.resolve("authorized_keys"), authorizedKeys);
            Files.write(folder.resolve("sshd_config"), more, StandardOpenOption.APPEND);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        crash();
        restart();
    }

    public void restart() {
        process = serve();
    }

    /// The host falls silent: every connection stands, and nothing is answered until [#thaw].
    public void freeze() {
        signal("-STOP");
    }

    public void thaw() {
        signal("-CONT");
    }

    /// To it and to all that it has started; what ends by itself meanwhile needs none.
    private void signal(String which) {
        var command = new StringBuilder("kill " + which + " " + process.pid());
        process.handle().descendants().forEach(child -> command.append(" ").append(child.pid()));
        Child.run(folder, PATIENCE, "sh", "-c", command + "; kill -0 " + process.pid());
    }

    public String log() {
        return process.output();
    }

    @Override
    public void close() {
        process.handle().descendants().forEach(ProcessHandle::destroy);
        process.close();
    }
}
