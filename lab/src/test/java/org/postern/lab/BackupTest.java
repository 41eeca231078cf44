package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Recorder;
import org.postern.lab.peers.RunningPostern;
import org.postern.wire.Octets;

/// A backup is taken while mail arrives, and what had its 250 before it began is in what is restored from
/// it, octet for octet; what is damaged is named and the rest is kept.
final class BackupTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final String ADDRESS = "ada@postern.localhost";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int NO_RESOLVER = 9; // nothing is sent to elsewhere

    @TempDir
    private Path folder;

    @Test
    void what_was_acknowledged_before_a_backup_under_load_is_in_what_is_restored() throws IOException {
        var backup = folder.resolve("backup");
        List<String> beforeTheLast;
        List<String> everything;
        try (var service = RunningPostern.up(TREE.root(), folder.resolve("data"), settings());
                var recorder = Recorder.start(service.smtpPort())) {
            signUp(service);
            send(service);
            backUpUnderLoad(service, recorder, backup);
            beforeTheLast = backUpUnderLoad(service, recorder, backup);
            everything = accepted(recorder);

            assertThat(service.run("backup", "--verify", backup.toString(), "--data", data(service)))
                    .contains("as it was written");
        }
        assertThat(service("backup", "--list", backup.toString()).lines()).hasSize(2);

        var told = service(
                "restore",
                backup.toString(),
                "--data",
                folder.resolve("restored").toString());

        assertThat(told).contains("1 account(s)", "1 waiting job(s) are HELD");
        try (var restored = RunningPostern.up(TREE.root(), folder.resolve("restored"), List.of())) {
            assertThat(exported(restored))
                    .doesNotHaveDuplicates()
                    .containsAll(beforeTheLast)
                    .allMatch(everything::contains);
            assertThat(restored.run("queue", "list", "--data", data(restored))).contains("HELD");
            assertThat(restored.run("queue", "release", "--data", data(restored)))
                    .contains("1 job(s) go out now");
        }
        assertThatThrownBy(() -> service(
                        "restore",
                        backup.toString(),
                        "--data",
                        folder.resolve("restored").toString()))
                .hasMessageContaining("is not empty");
        damagedIsNamed(backup);
    }

    private List<String> backUpUnderLoad(RunningPostern service, Recorder recorder, Path backup) {
        int enough = accepted(recorder).size() + 50;
        try (var load = load(recorder)) {
            load.until(() -> accepted(recorder).size() >= enough, PATIENCE);
            var before = accepted(recorder);
            service.run("backup", backup.toString(), "--data", data(service));
            assertThat(load.await(PATIENCE)).isZero();
            return before;
        }
    }

    /// THREAT T-36: a backup's files are their owner's, and one flipped octet is found and told.
    private void damagedIsNamed(Path backup) throws IOException {
        assertThat(files(backup.resolve("points")))
                .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        var part = files(backup.resolve("segments")).stream()
                .max(Comparator.comparingLong(file -> file.toFile().length()))
                .orElseThrow();
        try (var octets = new RandomAccessFile(part.toFile(), "rw")) {
            long middle = octets.length() / 2;
            octets.seek(middle);
            int octet = octets.read();
            octets.seek(middle);
            octets.write(octet ^ 1);
        }

        assertThatThrownBy(() -> service("backup", "--verify", backup.toString()))
                .hasMessageContaining("email")
                .hasMessageContaining("its octets are damaged");
        assertThatThrownBy(() -> service(
                        "restore",
                        backup.toString(),
                        "--data",
                        folder.resolve("saved").toString()))
                .hasMessageContaining("all that can be read is kept")
                .hasMessageContaining("its octets are damaged");
        assertThatThrownBy(() -> service(
                        "doctor", "--scan", "--data", folder.resolve("saved").toString()))
                .hasMessageContaining("1 damaged, 0 missing")
                .hasMessageContaining(ADDRESS);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static List<String> settings() {
        var settings = new ArrayList<>(RunningPostern.firstSteps(NO_RESOLVER));
        settings.addAll(List.of("[store]", "segment_size = \"1MiB\""));
        return settings;
    }

    /// With no service running; the folder of the first one serves for what needs one.
    private String service(String... words) {
        var command = new ArrayList<>(List.of(TREE.root().resolve("postern").toString()));
        command.addAll(List.of(words));
        if (!command.contains("--data")) {
            command.addAll(List.of("--data", folder.resolve("data").toString()));
        }
        return Child.run(folder, PATIENCE, command.toArray(String[]::new));
    }

    private static String data(RunningPostern service) {
        return service.data().toString();
    }

    private Child load(Recorder recorder) {
        var command = List.of(
                "/usr/sbin/smtp-source",
                "-s",
                "4",
                "-m",
                "150",
                "-l",
                "10000",
                "-f",
                "bob@peer.test",
                "-t",
                ADDRESS,
                "127.0.0.1:" + recorder.port());
        return Child.start(folder, "load", command, Map.of());
    }

    private static List<String> accepted(Recorder recorder) {
        return recorder.passed().stream()
                .filter(Recorder.Passed::accepted)
                .map(Recorder.Passed::content)
                .map(Octets::toByteArray)
                .map(octets -> new String(octets, StandardCharsets.ISO_8859_1))
                .toList();
    }

    private void signUp(RunningPostern service) throws IOException {
        Files.writeString(folder.resolve("password"), "correct horse battery staple\n");
        mail(service, Path.of("/dev/null"), "signup");
    }

    private void send(RunningPostern service) throws IOException {
        var letter = folder.resolve("letter");
        Files.writeString(letter, "To: carol@elsewhere.test\nSubject: Waiting\n\nThis waits.\n");
        mail(service, letter, "send");
    }

    private List<String> exported(RunningPostern service) throws IOException {
        var out = Files.createTempDirectory(folder, "export");
        mail(service, Path.of("/dev/null"), "export", "inbox", out.toString());
        var opened = new ArrayList<String>();
        for (var file : files(out)) {
            opened.add(Files.readString(file, StandardCharsets.ISO_8859_1)
                    .replaceFirst("(?s)\\AReturn-Path: [^\r]*\r\nReceived: .*?\r\n(?![ \t])", ""));
        }
        return opened;
    }

    private void mail(RunningPostern service, Path input, String... words) {
        service.mail(input, ADDRESS, folder.resolve("password"), words);
    }
}
