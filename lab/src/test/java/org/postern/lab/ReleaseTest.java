package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Ports;

/// What `./postern release` makes needs nothing that the machine has to have.
final class ReleaseTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final Duration TO_MAKE = Duration.ofMinutes(10);
    private static final Duration TO_START = Duration.ofMinutes(1);
    private static final String SHORT = "200"; // messages of the rehearsal

    @TempDir
    private Path folder;

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
        assertThat(home.resolve("docs/operate/README.md")).exists();
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
