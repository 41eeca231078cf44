package org.postern.bench.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.postern.lab.peers.Await;

/// A Linux control group (version 2) for the processes of one service. The kernel counts their CPU time,
/// that of children long gone included, so a service made of many short processes is counted as fairly
/// as one made of a single process.
public final class ControlGroup implements AutoCloseable {
    private static final String OWN_PROCESSES = "cgroup.procs";

    private final Path folder;
    private final Path home;

    private ControlGroup(Path folder, Path home) {
        this.folder = folder;
        this.home = home;
    }

    /// @throws IllegalStateException where this process may not make control groups
    public static ControlGroup make(String name) {
        try {
            var root = root();
            var folder = Files.createTempDirectory(root, "postern-bench-" + name + "-");
            var home = root.resolve(ownGroup().substring(1));
            return new ControlGroup(folder, home);
        } catch (IOException refused) {
            throw new IllegalStateException(
                    "CPU time is counted by control groups (cgroup v2), which this user cannot make here; "
                            + "run it as root on a machine with cgroup2 mounted",
                    refused);
        }
    }

    /// Starts a service inside: this process steps in, so that what it starts is born there, and out again.
    public <T> T around(Supplier<T> start) {
        move(folder);
        try {
            return start.get();
        } finally {
            move(home);
        }
    }

    /// What all its processes, past and present, used in user and system time since the group was made.
    public Duration cpu() {
        try (Stream<String> lines = Files.lines(folder.resolve("cpu.stat"))) {
            long micros = lines.filter(line -> line.startsWith("usage_usec "))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow();
            return Duration.of(micros, ChronoUnit.MICROS);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Ends what is still in it.
    @Override
    public void close() {
        try {
            Files.writeString(folder.resolve("cgroup.kill"), "1");
            var emptied = folder.resolve("cgroup.events");
            Await.until(() -> read(emptied).contains("populated 0"), Duration.ofSeconds(10), () -> read(emptied));
            Files.delete(folder);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void move(Path group) {
        try {
            Files.writeString(
                    group.resolve(OWN_PROCESSES),
                    Long.toString(ProcessHandle.current().pid()));
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot move into the control group " + group, refused);
        }
    }

    private static Path root() throws IOException {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            return mounts.map(line -> line.split(" "))
                    .filter(words -> words[2].equals("cgroup2"))
                    .map(words -> Path.of(words[1]))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no cgroup2 is mounted"));
        }
    }

    /// As `/system.slice/some.service`.
    private static String ownGroup() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/cgroup"))) {
            return lines.filter(line -> line.startsWith("0::"))
                    .map(line -> line.substring(3))
                    .findFirst()
                    .orElseThrow(() -> new IOException("this process is in no cgroup2"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
