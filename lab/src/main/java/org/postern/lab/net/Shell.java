package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Short commands of the system, run to their end.
final class Shell {
    private static final String SECONDS = "60";

    private static final Path NOTHING = Path.of("/dev/null");

    private Shell() {}

    /// @return standard output and errors
    /// @throws IllegalStateException when it fails or takes longer than a minute
    static String run(List<String> words) {
        return run(words, NOTHING);
    }

    /// The same with standard input from a file.
    static String run(List<String> words, Path input) {
        var ended = tried(words, input);
        if (ended.status() != 0) {
            throw new IllegalStateException(
                    String.join(" ", words) + " ended with " + ended.status() + ":\n" + ended.output());
        }
        return ended.output();
    }

    /// How it ended, whatever that is.
    static Ended tried(List<String> words) {
        return tried(words, NOTHING);
    }

    static Ended tried(List<String> words, Path input) {
        var bounded = new ArrayList<>(List.of("timeout", "-k", "5", SECONDS));
        bounded.addAll(words);
        try {
            var process = new ProcessBuilder(bounded)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(input.toFile()))
                    .start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot run " + words.getFirst(), broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /// @param status 0 when all went well
    record Ended(int status, String output) {}
}
