package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Recorder;
import org.postern.lab.peers.RunningPostern;
import org.postern.wire.Octets;

/// 250 means kept: when the disk is full or files run out, what was acknowledged is there afterwards, octet
/// for octet, and what was not is told so. Kills have a test of their own.
final class FaultsTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final String ADDRESS = "ada@postern.localhost";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ROOM_FOR_ROWS = 4 << 20;
    private static final int NO_RESOLVER = 9; // nothing is sent to elsewhere

    @TempDir
    private Path folder;

    @Test
    void a_full_disk_defers_mail_and_everything_goes_on_when_there_is_room_again() throws IOException {
        var disk = Files.createDirectory(folder.resolve("disk"));
        Child.run(folder, PATIENCE, "mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", disk.toString());
        try (var service =
                        RunningPostern.up(TREE.root(), disk.resolve("data"), RunningPostern.firstSteps(NO_RESOLVER));
                var recorder = Recorder.start(service.smtpPort())) {
            signUp(service);

            assertThat(load(recorder, 4, 200, 1_000_000).await(PATIENCE)).isZero();
            fill(disk.resolve("the-rest"));
            assertThat(load(recorder, 4, 20, 3_000).await(PATIENCE)).isZero();

            int whileFull = accepted(recorder).size();
            assertThat(whileFull).isPositive();
            assertThat(refusals(recorder)).isNotEmpty().allMatch(reply -> reply.matches("45[12] (?s).*"));
            assertThat(exported(service)).containsExactlyInAnyOrderElementsOf(accepted(recorder));

            Files.delete(disk.resolve("the-rest"));
            Child.run(folder, PATIENCE, "mount", "-o", "remount,size=600m", disk.toString());
            load(recorder, 1, 1, 1_000_000).await(PATIENCE); // a segment is made when it is asked for again
            int before = refusals(recorder).size();
            assertThat(load(recorder, 4, 50, 300_000).await(PATIENCE)).isZero();

            assertThat(refusals(recorder)).hasSize(before);
            assertThat(accepted(recorder)).hasSizeGreaterThanOrEqualTo(whileFull + 50);
            service.crash();
            assertThat(exported(service)).containsExactlyInAnyOrderElementsOf(accepted(recorder));
        } finally {
            Child.run(folder, PATIENCE, "umount", disk.toString());
        }
    }

    /// THREAT T-04
    @Test
    void when_file_handles_run_out_open_sessions_go_on_and_afterwards_everything_does() throws IOException {
        try (var service =
                        RunningPostern.up(TREE.root(), folder.resolve("data"), RunningPostern.firstSteps(NO_RESOLVER));
                var recorder = Recorder.start(service.smtpPort());
                var before = new Socket(InetAddress.getLoopbackAddress(), service.smtpPort())) {
            signUp(service);
            before.setSoTimeout(30_000);
            var replies = new BufferedReader(new InputStreamReader(before.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(replies.readLine()).startsWith("220");

            Child.run(
                    folder,
                    PATIENCE,
                    "prlimit",
                    "--pid",
                    Long.toString(service.pid()),
                    "--nofile=" + (handles(service) + 10));
            var crowd = new ArrayList<Socket>();
            for (int i = 0; i < 60; i++) {
                crowd.add(new Socket(InetAddress.getLoopbackAddress(), service.smtpPort()));
            }
            Await.until(() -> service.log().contains("accept failed"), PATIENCE, service::log);
            for (var line : List.of("HELO probe.test", "MAIL FROM:<x@peer.test>", "RCPT TO:<" + ADDRESS + ">")) {
                assertThat(asked(before, replies, line)).startsWith("250");
            }
            assertThat(asked(before, replies, "DATA")).startsWith("354");
            assertThat(asked(before, replies, "Subject: squeezed in\r\n\r\nhello\r\n."))
                    .startsWith("250");

            for (var one : crowd) {
                one.close();
            }
            assertThat(load(recorder, 2, 10, 3_000).await(PATIENCE)).isZero();

            assertThat(accepted(recorder)).hasSize(10);
            assertThat(exported(service)).hasSize(11).containsAll(accepted(recorder));
        }
    }

    private static long handles(RunningPostern service) throws IOException {
        try (var open = Files.list(Path.of("/proc/" + service.pid() + "/fd"))) {
            return open.count();
        }
    }

    private static String asked(Socket socket, BufferedReader replies, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return String.valueOf(replies.readLine());
    }

    /// Goes on when a message is refused.
    private Child load(Recorder recorder, int sessions, int messages, int octets) {
        var command = List.of(
                "/usr/sbin/smtp-source",
                "-A",
                "-s",
                Integer.toString(sessions),
                "-m",
                Integer.toString(messages),
                "-l",
                Integer.toString(octets),
                "-f",
                "bob@peer.test",
                "-t",
                ADDRESS,
                "127.0.0.1:" + recorder.port());
        return Child.start(folder, "load", command, Map.of());
    }

    /// Writes until there is no room.
    /// Leaves room for rows, as what fills a disk mostly does: with no free block at all nobody can sign in.
    private static void fill(Path file) throws IOException {
        fillWholly(file);
        try (var some = FileChannel.open(file, StandardOpenOption.WRITE)) {
            some.truncate(some.size() - ROOM_FOR_ROWS);
        }
    }

    private static void fillWholly(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (FileSystemException full) {
            throw full;
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static List<String> accepted(Recorder recorder) {
        return recorder.passed().stream()
                .filter(Recorder.Passed::accepted)
                .map(Recorder.Passed::content)
                .map(Octets::toByteArray)
                .map(octets -> new String(octets, StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static List<String> refusals(Recorder recorder) {
        return recorder.passed().stream()
                .filter(passed -> !passed.accepted())
                .map(Recorder.Passed::reply)
                .toList();
    }

    private void signUp(RunningPostern service) throws IOException {
        Files.writeString(folder.resolve("password"), "correct horse battery staple\n");
        mail(service, "signup");
    }

    private List<String> exported(RunningPostern service) throws IOException {
        var out = Files.createTempDirectory(folder, "export");
        mail(service, "export", "inbox", out.toString());
        var opened = new ArrayList<String>();
        try (var files = Files.list(out)) {
            for (var file : files.toList()) {
                var text = Files.readString(file, StandardCharsets.ISO_8859_1);
                opened.add(withoutOurFields(text));
            }
        }
        return opened;
    }

    /// Return-Path is one line; Received is folded, and what follows it is not.
    private static String withoutOurFields(String message) {
        return message.replaceFirst("(?s)\\AReturn-Path: [^\r]*\r\nReceived: .*?\r\n(?![ \t])", "");
    }

    private void mail(RunningPostern service, String... words) {
        service.mail(ADDRESS, folder.resolve("password"), words);
    }
}
