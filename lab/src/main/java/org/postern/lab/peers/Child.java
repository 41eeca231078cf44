package org.postern.lab.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A process of the lab. What it prints goes to a file in its folder, which a failure shows.
public final class Child implements AutoCloseable {
    private final Process process;
    private final Path output;

    private Child(Process process, Path output) {
        this.process = process;
        this.output = output;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // nothing outlives the lab
    }

    /// Starts and returns at once.
    public static Child start(Path folder, String name, List<String> command, Map<String, String> environment) {
        try {
            Files.createDirectories(folder);
            var output = folder.resolve(name + ".out");
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            return new Child(builder.start(), output);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), broken);
        }
    }

    /// Runs to the end.
    ///
    /// @return what it printed
    /// @throws IllegalStateException when it fails or takes longer
    public static String run(Path folder, Duration limit, String... command) {
        try (var child = start(folder, Path.of(command[0]).getFileName().toString(), List.of(command), Map.of())) {
            int status = child.await(limit);
            if (status != 0) {
                throw new IllegalStateException(command[0] + " ended with " + status + ":\n" + child.output());
            }
            return child.output();
        }
    }

    /// Waits for the end.
    ///
    /// @return the exit status
    public int await(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("still running after " + limit + ":\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /// Waits until the condition holds; a process that ends before is a failure.
    public Child until(BooleanSupplier ready, Duration limit) {
        Await.until(
                () -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("ended with " + process.exitValue() + ":\n" + output());
                    }
                    return ready.getAsBoolean();
                },
                limit,
                this::output);
        return this;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /// The process, for what it has started itself.
    public ProcessHandle handle() {
        return process.toHandle();
    }

    public String output() {
        try {
            return Files.readString(output, StandardCharsets.ISO_8859_1);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// As a power cut would: no warning.
    public void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(20));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
