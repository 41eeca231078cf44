package org.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/// What every measurement of whole services needs besides.
public final class Run {
    private Run() {}

    /// Progress, beside the result.
    public static void say(String line) {
        System.err.println(line);
    }

    /// Machine, commit, JDK and load, for the record.
    public static String circumstances() {
        var machine = ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "Commit %s, JDK %s, %s %s, %d CPUs (%s), load average at the end %.1f.%n",
                commit(),
                Runtime.version(),
                machine.getName(),
                machine.getVersion().split("-", 2)[0],
                machine.getAvailableProcessors(),
                processor(),
                machine.getSystemLoadAverage());
    }

    /// Removes a folder and all that is in it. What a service that is just ending still does there is left
    /// to it.
    public static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException moving) {
            say("not all of " + folder + " could be removed: " + moving.getMessage());
        }
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException unknown) {
            return "unknown";
        }
    }

    /// Of the checkout that this runs in.
    private static String commit() {
        try {
            var git = new ProcessBuilder(
                            "git", "-C", System.getProperty("postern.home", "."), "rev-parse", "--short", "HEAD")
                    .redirectErrorStream(true)
                    .start();
            try (var out = git.inputReader()) {
                return out.readLine();
            }
        } catch (IOException missing) {
            return "unknown";
        }
    }
}
