package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Ports;

/// What `./postern release` makes needs nothing that the machine has to have.
final class ReleaseTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final Duration TO_MAKE = Duration.ofMinutes(10);
    private static final Duration TO_START = Duration.ofMinutes(1);
    private static final List<String> NEED_A_CHECKOUT = List.of("test", "check", "bench", "lab", "fuzz", "release");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:|mailto:|#)([^)#\\s]+)");
    private static final Pattern NAMED_PAGE = Pattern.compile("[a-z]+/[a-z/]*[A-Za-z-]+\\.md");
    private static final String SHORT = "200"; // messages of the rehearsal

    @TempDir
    private Path folder;

    /// All of one release, since making it takes minutes.
    @Test
    void a_release_starts_by_its_own_runtime_and_cache_in_whatever_folder_it_was_unpacked() throws IOException {
        var told =
                Child.run(folder, TO_MAKE, TREE.root().resolve("postern").toString(), "release", "--messages", SHORT);
        var archive = told.strip().lines().toList().getLast();
        Child.run(folder, TO_START, "tar", "-xzf", archive, "-C", folder.toString());
        var home = folder.resolve(Path.of(archive).getFileName().toString().replace(".tar.gz", ""));

        int smtp = Ports.free();
        int http = Ports.free();
        try (var service = Child.start(folder, "service", up(home, smtp, http), Map.of("JAVA_HOME", "/nowhere"))
                .until(() -> Ports.answers("127.0.0.1", smtp) && Ports.answers("127.0.0.1", http), TO_START)) {
            var process = Path.of("/proc", Long.toString(service.pid()));

            assertThat(Files.readSymbolicLink(process.resolve("exe"))).startsWith(home.toRealPath());
            assertThat(Files.readString(process.resolve("maps"))).contains(home.toRealPath() + "/postern.aot");
            assertThat(command(home, "domain", "list", "--data", data().toString()))
                    .contains("postern.localhost");
        }
        for (var word : NEED_A_CHECKOUT) {
            assertThatThrownBy(() -> command(home, word)).hasMessageContaining("'" + word + "' needs a checkout");
        }
        assertThat(home.resolve("docs/operate/README.md")).exists();
        assertThat(danglingReferences(home)).isEmpty();
    }

    /// Links between pages, and pages that the help names, which are not in the release.
    private List<String> danglingReferences(Path home) throws IOException {
        var dangling = new ArrayList<String>();
        NAMED_PAGE
                .matcher(command(home, "help"))
                .results()
                .map(MatchResult::group)
                .filter(page -> !Files.exists(home.resolve(page)))
                .forEach(page -> dangling.add("help: " + page));
        try (var files = Files.walk(home)) {
            var pages = files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.startsWith(home.resolve("runtime"))) // Java's licences
                    .toList();
            for (var page : pages) {
                LINK.matcher(Files.readString(page))
                        .results()
                        .map(link -> link.group(1))
                        .filter(target -> !Files.exists(page.resolveSibling(target)))
                        .forEach(target -> dangling.add(home.relativize(page) + ": " + target));
            }
        }
        return dangling;
    }

    private Path data() {
        return folder.resolve("data");
    }

    private List<String> up(Path home, int smtp, int http) throws IOException {
        Files.createDirectories(data());
        Files.writeString(
                data().resolve("postern.toml"),
                "first_domains = [\"postern.localhost\"]\n[http]\nmetrics_listen = \"127.0.0.1:0\"\n");
        return List.of(
                home.resolve("postern").toString(),
                "up",
                "--data",
                data().toString(),
                "--smtp",
                "127.0.0.1:" + smtp,
                "--http",
                "127.0.0.1:" + http);
    }

    /// One command of the release, without anything of a JDK on the path.
    private String command(Path home, String... words) {
        var script = home.resolve("postern") + " " + String.join(" ", words);
        return Child.run(folder, TO_START, "env", "-i", "PATH=/usr/bin:/bin", "HOME=" + folder, "sh", "-c", script);
    }
}
