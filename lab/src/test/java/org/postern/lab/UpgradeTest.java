package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.RunningPostern;
import org.postern.wire.Sha256;

/// Data folders that earlier versions wrote open in this one: each message has the octets that it had,
/// what was deleted stays deleted, what waited still waits, and the keys in the DNS are the same. How the
/// folders were made is in `upgrade/README.md`.
final class UpgradeTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final Path KEPT = TREE.root().resolve("lab/src/test/resources/upgrade");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    static Stream<String> versions() throws IOException {
        try (var folders = Files.list(KEPT)) {
            return folders
                    .filter(Files::isDirectory)
                    .map(found -> found.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_data_folder_of_an_earlier_version_opens_with_every_message(String version) throws IOException {
        var kept = KEPT.resolve(version);
        var data = Files.createDirectory(folder.resolve("data"));
        Child.run(folder, PATIENCE, "tar", "xzf", kept.resolve("data.tar.gz").toString(), "-C", data.toString());

        // What waits in an old folder is late by now: no report of that may come among the messages.
        Files.write(
                data.resolve("postern.toml"),
                List.of("[queue]", "warn_after = \"36500d\"", "lifetime = \"36500d\""),
                StandardOpenOption.APPEND);

        try (var service = RunningPostern.up(TREE.root(), data, List.of())) {
            for (var mailbox : List.of("inbox", "sent")) {
                mail(
                        service,
                        kept,
                        "export",
                        mailbox,
                        folder.resolve("export").resolve(mailbox).toString());
            }

            assertThat(sums(folder.resolve("export")))
                    .containsExactlyInAnyOrderElementsOf(Files.readAllLines(kept.resolve("messages.sha256")));
            assertThat(mail(service, kept, "folders")).containsPattern("Inbox +12 +11 unread");
            assertThat(service.run("queue", "list", "--data", data.toString())).contains("waits for 1 recipient");
            assertThat(service.run("domain", "dns", "postern.localhost", "--data", data.toString())
                            .lines())
                    .containsAll(Files.readAllLines(kept.resolve("dkim.txt")));
        }
    }

    private static String mail(RunningPostern service, Path kept, String... words) {
        return service.mail("ada@postern.localhost", kept.resolve("password"), words);
    }

    /// As `sha256sum` writes them: sum, two blanks, name.
    private static List<String> sums(Path exported) throws IOException {
        try (var files = Files.walk(exported)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> sum(file) + "  " + exported.relativize(file))
                    .toList();
        }
    }

    private static String sum(Path file) {
        try {
            return HexFormat.of().formatHex(Sha256.of(Files.readAllBytes(file)));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
