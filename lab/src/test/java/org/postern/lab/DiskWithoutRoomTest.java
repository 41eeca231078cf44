package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.cli.mail.ClientStopped;
import org.postern.cli.mail.Entrance;
import org.postern.cli.mail.Jmap;
import org.postern.cli.mail.Site;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Recorder;
import org.postern.lab.peers.RunningPostern;
import org.postern.wire.address.MailAddress;

/// Somebody else has taken the last free block of the disk.
final class DiskWithoutRoomTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final MailAddress ADA =
            MailAddress.parse("ada@postern.localhost").orElseThrow();
    private static final String PASSWORD = "correct horse battery staple";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration COMPACTION = Duration.ofMinutes(5);
    private static final int ROUNDS = 4;
    private static final int RESERVE = 8 << 20;
    private static final int PLENTY = 3 * RESERVE; // when the reserve is made again
    private static final int NO_RESOLVER = 9; // nothing is sent to elsewhere
    private static final String FILLER = "somebody-else";

    @TempDir
    private Path folder;

    /// The service was started a moment ago, so that its database has no log with blocks of its own yet; and
    /// whatever becomes free is taken by somebody else again, for some time.
    @Test
    void users_are_let_in_and_deleting_makes_room_on_a_disk_without_a_free_block() throws IOException {
        var disk = Files.createDirectory(folder.resolve("disk"));
        Child.run(folder, PATIENCE, "mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", disk.toString());
        try (var service = RunningPostern.up(TREE.root(), disk.resolve("data"), settings());
                var recorder = Recorder.start(service.smtpPort())) {
            entrance(service).signUp(PASSWORD, Optional.empty());
            load(recorder, 600, 100_000);
            service.restart();
            fillWholly(disk);

            assertThat(takes(recorder)).isFalse();
            assertThat(recorder.passed().getLast().reply()).matches("45[12] (?s).*");
            var reader = reader(service);
            for (int round = 0; round < ROUNDS; round++) {
                destroy(reader, ids(reader));
                fillWholly(disk);
            }
            for (var mail = ids(reader); !mail.isEmpty(); mail = ids(reader)) {
                destroy(reader, mail);
            }

            Await.until(() -> free(disk) >= PLENTY, COMPACTION, service::log);
            assertThat(takes(recorder)).isTrue();
            assertThat(ids(reader)).hasSize(1);
            assertThat(disk.resolve("data").resolve("reserve")).hasSize(RESERVE);
            fillWholly(disk);
            service.restart();
            assertThat(ids(reader(service))).hasSize(1);
        } finally {
            Child.run(folder, PATIENCE, "umount", disk.toString());
        }
    }

    private static List<String> settings() {
        var lines = new ArrayList<>(RunningPostern.firstSteps(NO_RESOLVER));
        lines.addAll(List.of("[store]", "segment_size = \"4MiB\""));
        return lines;
    }

    private boolean takes(Recorder recorder) {
        load(recorder, 1, 3000);
        return recorder.passed().getLast().accepted();
    }

    private static long free(Path disk) {
        try {
            return Files.getFileStore(disk).getUsableSpace();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Jmap reader(RunningPostern service) {
        return new Jmap(entrance(service).logIn(PASSWORD, Optional.empty()));
    }

    /// A call may be refused: then room was made for the next.
    private static void destroy(Jmap jmap, List<String> ids) {
        try {
            jmap.set("Email/set", Map.of("destroy", ids));
        } catch (ClientStopped refused) {
            jmap.set("Email/set", Map.of("destroy", ids));
        }
    }

    /// Some of her mail.
    private static List<String> ids(Jmap jmap) {
        var ids = new ArrayList<String>();
        jmap.call("Email/query", Map.of("limit", 20)).path("ids").forEach(id -> ids.add(id.asString("")));
        return ids;
    }

    private static Entrance entrance(RunningPostern service) {
        return new Entrance(new Site(URI.create(service.site()), Optional.empty()), ADA, InstantSource.system());
    }

    /// Goes on when a message is refused.
    private void load(Recorder recorder, int messages, int octets) {
        var command = List.of(
                "/usr/sbin/smtp-source",
                "-A",
                "-s",
                "2",
                "-m",
                Integer.toString(messages),
                "-l",
                Integer.toString(octets),
                "-f",
                "bob@peer.test",
                "-t",
                ADA.toString(),
                "127.0.0.1:" + recorder.port());
        assertThat(Child.start(folder, "load", command, Map.of()).await(PATIENCE))
                .isZero();
    }

    private static void fillWholly(Path disk) throws IOException {
        try (var out = Files.newOutputStream(Files.createTempFile(disk, FILLER, ""))) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }
}
