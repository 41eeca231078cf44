package org.postern.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The test mail of `lab/src/test/resources/corpus`: real and broken messages.
final class Corpus {
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._+-]{2,}@[A-Za-z0-9-]+\\.[A-Za-z0-9.-]{2,}");
    private static final Pattern SUBJECT = Pattern.compile("(?m)^Subject: *(\\S[^\\r\\n]{8,})");
    private static final Pattern TEXT_LINE = Pattern.compile("(?m)^[A-Za-z][A-Za-z ,.'!?]{24,}$");

    private static final Set<String> NOT_MAIL =
            Set.of("LICENSE", "NOTICE", "MIT-LICENSE", "README.md", ".gitattributes");

    private Corpus() {}

    static List<Path> messages() {
        try (Stream<Path> files =
                Files.walk(Path.of(Corpus.class.getResource("/corpus").toURI()))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !NOT_MAIL.contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Subjects, addresses and lines of text by which the messages would be known again.
    static Set<String> words() {
        var words = new TreeSet<String>();
        for (var message : messages()) {
            var text = text(message);
            ADDRESS.matcher(text).results().forEach(found -> words.add(found.group()));
            SUBJECT.matcher(text)
                    .results()
                    .forEach(found -> words.add(found.group(1).strip()));
            TEXT_LINE
                    .matcher(text)
                    .results()
                    .forEach(found -> words.add(found.group().strip()));
        }
        return words;
    }

    private static String text(Path message) {
        try {
            return new String(Files.readAllBytes(message), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
