package org.postern.lab.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Postern as its operator runs it: the `postern` script of this checkout, a data folder, two ports.
public final class RunningPostern implements AutoCloseable {
    private final Path home;
    private final Path data;
    private final int smtp;
    private final int http;
    private final List<String> options;
    private Child child;

    private RunningPostern(Path home, Path data, List<String> options) {
        this.home = home;
        this.data = data;
        this.smtp = Ports.free();
        this.http = Ports.free();
        this.options = options;
        this.child = start();
    }

    /// `postern up` on free ports; returns when it says that it is ready.
    ///
    /// @param home the checkout
    /// @param settings lines of `postern.toml`; empty for what `up` writes itself
    /// @param options more of the command line
    public static RunningPostern up(Path home, Path data, List<String> settings, String... options) {
        try {
            Files.createDirectories(data);
            if (!settings.isEmpty()) {
                Files.write(data.resolve("postern.toml"), settings);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new RunningPostern(home, data, List.of(options));
    }

    /// What `up` writes for a first start, with the names of the lab.
    ///
    /// @param namesPort port of the resolver to ask
    public static List<String> firstSteps(int namesPort) {
        return List.of(
                "first_domains = [\"postern.localhost\"]",
                "[http]",
                "metrics_listen = \"127.0.0.1:" + Ports.free() + "\"",
                "[accounts]",
                "sign_up = \"open\"",
                "[delivery]",
                "allow_private_destinations = true",
                "[names]",
                "servers = [\"127.0.0.1:" + namesPort + "\"]");
    }

    public int smtpPort() {
        return smtp;
    }

    public String site() {
        return "http://127.0.0.1:" + http;
    }

    public Path data() {
        return data;
    }

    /// The log.
    public String log() {
        return child.output();
    }

    /// The file that the log goes to.
    public Path output() {
        return data.toAbsolutePath().resolve("../postern.out").normalize();
    }

    /// The process that holds the mail, not the script around it.
    public long pid() {
        return child.pid();
    }

    /// Ends it in order and starts it again.
    ///
    /// @return how long the second start took
    public Duration restart() {
        child.close();
        long from = System.nanoTime();
        child = start();
        return Duration.ofNanos(System.nanoTime() - from);
    }

    /// Ends it without warning and starts it again.
    public void crash() {
        child.kill();
        child = start();
    }

    /// Runs one `postern` command to its end.
    ///
    /// @return standard output
    public String run(String... words) {
        return new String(run(Path.of("/dev/null"), words), StandardCharsets.UTF_8);
    }

    /// One command of `postern mail` for a user of this service.
    ///
    /// @param password the file that holds the password
    /// @return standard output
    public String mail(String user, Path password, String... words) {
        return new String(mail(Path.of("/dev/null"), user, password, words), StandardCharsets.UTF_8);
    }

    /// The same with standard input from a file, and the octets of standard output.
    public byte[] mail(Path input, String user, Path password, String... words) {
        var command = new ArrayList<>(
                List.of("mail", "--server", site(), "--user", user, "--password-file", password.toString()));
        command.addAll(List.of(words));
        return run(input, command.toArray(String[]::new));
    }

    /// [#run] with standard input from a file, and the octets of standard output.
    ///
    /// @throws IllegalStateException when it ends with another status than 0
    public byte[] run(Path input, String... words) {
        var command = new ArrayList<>(List.of(home.resolve("postern").toString()));
        command.addAll(List.of(words));
        try {
            var complaints = Files.createTempFile("complaints", ".txt");
            var builder =
                    new ProcessBuilder(command).redirectInput(input.toFile()).redirectError(complaints.toFile());
            builder.environment()
                    .put("XDG_STATE_HOME", data.resolveSibling("client-state").toString());
            var process = builder.start();
            byte[] output = readAll(process.getInputStream());
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", words) + " does not end");
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", words) + " ended with " + process.exitValue() + ": "
                        + Files.readString(complaints));
            }
            Files.delete(complaints);
            return output;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        child.close();
    }

    private Child start() {
        var command = new ArrayList<>(List.of(
                home.resolve("postern").toString(),
                "up",
                "--data",
                data.toString(),
                "--smtp",
                "127.0.0.1:" + smtp,
                "--http",
                "127.0.0.1:" + http));
        command.addAll(options);
        return Child.start(data.toAbsolutePath().resolve("..").normalize(), "postern", command, Map.of())
                .until(
                        () -> Ports.answers("127.0.0.1", http) && Ports.answers("127.0.0.1", smtp),
                        Duration.ofMinutes(10));
    }

    private static byte[] readAll(InputStream in) throws IOException {
        try (in) {
            return in.readAllBytes();
        }
    }
}
