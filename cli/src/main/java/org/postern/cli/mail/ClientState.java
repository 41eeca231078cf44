package org.postern.cli.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// What the client keeps on this machine between two commands: lists of endpoints, the key that signs
/// them, what worked in which network, and mail that waits for a route. No secret is among it; it is its
/// owner's only all the same (THREAT T-62).
///
/// @param folder made when something is first kept
record ClientState(Path folder) {
    /// The usual place (XDG base directories), one folder for each account.
    ///
    /// @param account as a name for a folder
    static ClientState usual(String account) {
        var base = Optional.ofNullable(System.getenv("XDG_STATE_HOME"))
                .filter(text -> !text.isEmpty())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home", "."), ".local", "state"));
        return new ClientState(base.resolve("postern").resolve(account.replaceAll("[^A-Za-z0-9@._-]", "_")));
    }

    Optional<String> text(String name) {
        return octets(name).map(octets -> new String(octets, StandardCharsets.UTF_8));
    }

    Optional<byte[]> octets(String name) {
        try {
            var file = folder.resolve(name);
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException broken) {
            throw new ClientStopped("cannot read " + folder.resolve(name), broken);
        }
    }

    void keep(String name, String text) {
        keep(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Whole or not at all, also when the machine stops meanwhile.
    void keep(String name, byte[] octets) {
        try {
            var file = folder.resolve(name);
            var owners = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(file.resolveSibling(""), owners);
            var fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, octets);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException broken) {
            throw new ClientStopped("cannot write " + folder.resolve(name), broken);
        }
    }

    void forget(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
