package org.postern.lab.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// `postern bench simulate`: runs seeds one after the other, and prints what each came to.
public final class Simulate {
    private static final int LONGEST_LINE = 998;
    private static final Set<String> NOT_MAIL =
            Set.of("LICENSE", "NOTICE", "MIT-LICENSE", "README.md", ".gitattributes");

    private Simulate() {}

    /// @param words `--seed S --days D --runs N`, each optional
    public static void main(String[] words) {
        long seed = number(words, "--seed", 1);
        int days = (int) number(words, "--days", 10);
        int runs = (int) number(words, "--runs", 1);
        int failed = 0;
        long begun = System.nanoTime();
        try (var ground = new Simulation.Ground(corpus(Path.of("lab/src/test/resources/corpus")))) {
            for (long at = seed; at < seed + runs; at++) {
                long from = System.nanoTime();
                var result = ground.run(at, days);
                print(result, Duration.ofNanos(System.nanoTime() - from));
                failed += result.violations().isEmpty() ? 0 : 1;
            }
        }
        double minutes = (System.nanoTime() - begun) / 60e9;
        System.out.printf(
                "%d runs of %d days, %d failed, %.0f days a minute%n", runs, days, failed, runs * days / minutes);
        System.exit(failed == 0 ? 0 : 1);
    }

    private static void print(Simulation.Result result, Duration took) {
        System.out.printf(
                "seed %d: %s, %d events, %d kept, %d sent, %d crashes, %.1f s, trace %s%n",
                result.seed(),
                result.violations().isEmpty() ? "well" : "FAILED",
                result.events(),
                result.kept(),
                result.sent(),
                result.crashes(),
                took.toMillis() / 1e3,
                result.trace().substring(0, 16));
        if (!result.violations().isEmpty()) {
            result.tail().forEach(line -> System.out.println("  " + line));
            result.violations().forEach(line -> System.out.println("  VIOLATION " + line));
        }
    }

    private static long number(String[] words, String name, long otherwise) {
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].equals(name)) {
                return Long.parseLong(words[i + 1]);
            }
        }
        return otherwise;
    }

    /// The messages of a folder that any mail server would send on as they are: with CRLF line ends, and
    /// without those that have lines too long for SMTP, bare line ends of another kind, or no header.
    public static List<byte[]> corpus(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !NOT_MAIL.contains(String.valueOf(file.getFileName())))
                    .sorted()
                    .map(Simulate::withCrlf)
                    .filter(Simulate::canBeSent)
                    .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String withCrlf(Path file) {
        try {
            var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
            return (text.endsWith("\n") ? text : text + "\n").replace("\n", "\r\n");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static boolean canBeSent(String text) {
        return text.replace("\r\n", "").indexOf('\r') < 0
                && text.matches("(?s)[A-Za-z-]+:.*")
                && text.lines().allMatch(line -> line.length() < LONGEST_LINE);
    }
}
