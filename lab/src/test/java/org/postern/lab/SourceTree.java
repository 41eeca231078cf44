package org.postern.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files of the project as they lie in the checkout.
public record SourceTree(Path root) {
    private static final List<String> NOT_OURS = List.of("target", "node_modules", "dist", ".git", ".postern", "data");

    public static SourceTree ofThisCheckout() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("postern"))) {
            folder = folder.getParent();
        }
        return new SourceTree(folder);
    }

    /// Every file of the project that ends so, relative to the root.
    List<Path> files(String... endings) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(root::relativize)
                    .filter(path -> !isForeign(path))
                    .filter(path -> Stream.of(endings).anyMatch(path.toString()::endsWith))
                    .sorted()
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    String text(Path file) {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read " + file, broken);
        }
    }

    List<String> lines(Path file) {
        return text(file).lines().toList();
    }

    private static boolean isForeign(Path path) {
        for (var part : path) {
            if (NOT_OURS.contains(part.toString())) {
                return true;
            }
        }
        return false;
    }
}
