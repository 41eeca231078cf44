package org.postern.lab.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A stock Postfix as a private instance: it receives for one domain into a Maildir, and sends where the
/// transport table says. Needs root, as Postfix does.
public final class Postfix implements AutoCloseable {
    /// @param listen addresses and ports of its SMTP server, as `127.0.0.2:25`, with blanks between
    /// @param domain that it receives for
    /// @param transports lines of transport(5): domain and next hop
    /// @param settings further lines of postconf(5), over the stock values
    public record Setup(String listen, String domain, Map<String, String> transports, List<String> settings) {}

    private final Path folder;
    private final Child master;

    private Postfix(Path folder, Child master) {
        this.folder = folder;
        this.master = master;
    }

    public static Postfix start(Path folder, Setup setup) {
        var made = start(folder, setup, UnaryOperator.identity());
        var at = setup.listen().split(":");
        made.master.until(() -> Ports.answers(at[0], Integer.parseInt(at[1])), Duration.ofSeconds(30));
        return made;
    }

    /// The same elsewhere, in a namespace for instance, where this process cannot see whether it listens.
    ///
    /// @param elsewhere makes a command into the one that runs it there
    public static Postfix start(Path folder, Setup setup, UnaryOperator<List<String>> elsewhere) {
        try {
            layOut(folder, setup);
            Child.run(
                    folder,
                    Duration.ofSeconds(30),
                    "postfix",
                    "-c",
                    folder.resolve("etc").toString(),
                    "check");
            var master = Child.start(
                    folder,
                    "master",
                    elsewhere.apply(List.of(
                            "/usr/lib/postfix/sbin/master",
                            "-c",
                            folder.resolve("etc").toString(),
                            "-d")),
                    Map.of());
            var made = new Postfix(folder, master);
            master.until(() -> made.log().contains("daemon started"), Duration.ofSeconds(30));
            return made;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Hands a message in as a local program would.
    public void send(String from, String to, Path message) {
        try {
            var process = new ProcessBuilder(
                            "sendmail", "-C", folder.resolve("etc").toString(), "-G", "-i", "-f", from, to)
                    .redirectInput(message.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("sendmail.out").toFile()))
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        "sendmail refused " + message + ": " + Files.readString(folder.resolve("sendmail.out")));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /// What it received, oldest first.
    public List<Path> received() {
        var inbox = folder.resolve("mail/inbox/new");
        if (!Files.isDirectory(inbox)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inbox)) {
            return files.sorted().toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// What still waits in its queue, in its own words.
    public String queue() {
        return Child.run(
                folder,
                Duration.ofSeconds(30),
                "postqueue",
                "-c",
                folder.resolve("etc").toString(),
                "-p");
    }

    /// Tries everything that waits again, now.
    public void flush() {
        Child.run(
                folder,
                Duration.ofSeconds(30),
                "postqueue",
                "-c",
                folder.resolve("etc").toString(),
                "-f");
    }

    public boolean isIdle() {
        return queue().contains("queue is empty");
    }

    /// Its log.
    public String log() {
        var log = folder.resolve("mail.log");
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        master.close();
    }

    private static void layOut(Path folder, Setup setup) throws IOException {
        letPass(Files.createDirectories(folder));
        letPass(folder.toAbsolutePath().resolve("..").normalize());
        var etc = Files.createDirectories(folder.resolve("etc"));
        Files.createDirectories(folder.resolve("spool"));
        var lib = Files.createDirectories(folder.resolve("lib"));
        var mail = Files.createDirectories(folder.resolve("mail"));
        Child.run(folder, Duration.ofSeconds(5), "chown", "postfix", lib.toString(), mail.toString());
        Files.write(etc.resolve("main.cf"), mainFile(folder, setup));
        Files.write(etc.resolve("master.cf"), masterFile(setup.listen()));
        Files.write(etc.resolve("transport"), transports(setup));
        Files.write(etc.resolve("mailboxes"), List.of("@" + setup.domain() + " inbox/"));
    }

    /// Postfix's own processes run as another user, who must be able to walk here.
    private static void letPass(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<String> mainFile(Path folder, Setup setup) throws IOException {
        long owner = (Integer) Files.getAttribute(folder.resolve("mail"), "unix:uid");
        long group = (Integer) Files.getAttribute(folder.resolve("mail"), "unix:gid");
        var lines = new ArrayList<>(List.of(
                "compatibility_level = 3.6",
                "queue_directory = " + folder.resolve("spool"),
                "data_directory = " + folder.resolve("lib"),
                "maillog_file = " + folder.resolve("mail.log"),
                "maillog_file_prefixes = " + folder,
                "multi_instance_name = postfix-" + folder.getFileName(),
                "multi_instance_enable = yes",
                "myhostname = mx." + setup.domain(),
                "mydestination =",
                "local_transport = error:no local mail here",
                "alias_maps =",
                "alias_database =",
                "mynetworks = 127.0.0.0/8",
                "inet_interfaces = 127.0.0.1",
                "inet_protocols = ipv4",
                "smtp_bind_address = 127.0.0.1",
                "virtual_mailbox_domains = " + setup.domain(),
                "virtual_mailbox_base = " + folder.resolve("mail"),
                "virtual_mailbox_maps = texthash:" + folder.resolve("etc/mailboxes"),
                "virtual_uid_maps = static:" + owner,
                "virtual_gid_maps = static:" + Math.max(group, 100),
                "virtual_minimum_uid = 1",
                "transport_maps = texthash:" + folder.resolve("etc/transport"),
                "message_size_limit = 60000000",
                "virtual_mailbox_limit = 0",
                "header_size_limit = 1000000"));
        var given = setup.settings().stream().map(Postfix::key).collect(Collectors.toSet());
        lines.removeIf(line -> given.contains(key(line)));
        lines.addAll(setup.settings());
        return lines;
    }

    private static String key(String line) {
        return line.split("=", 2)[0].strip();
    }

    private static List<String> transports(Setup setup) {
        return setup.transports().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
    }

    private static List<String> masterFile(String listen) {
        var lines = new ArrayList<>(List.of(
                "pickup unix n - n 1 1 pickup",
                "cleanup unix n - n - 0 cleanup",
                "qmgr unix n - n 300 1 qmgr",
                "tlsmgr unix - - n 1000? 1 tlsmgr",
                "rewrite unix - - n - - trivial-rewrite",
                "bounce unix - - n - 0 bounce",
                "defer unix - - n - 0 bounce",
                "trace unix - - n - 0 bounce",
                "verify unix - - n - 1 verify",
                "flush unix n - n 1000? 0 flush",
                "proxymap unix - - n - - proxymap",
                "proxywrite unix - - n - 1 proxymap",
                "smtp unix - - n - - smtp",
                "lmtp unix - - n - - lmtp",
                "relay unix - - n - - smtp",
                "showq unix n - n - - showq",
                "error unix - - n - - error",
                "retry unix - - n - - error",
                "discard unix - - n - - discard",
                "virtual unix - n n - - virtual",
                "anvil unix - - n - 1 anvil",
                "scache unix - - n - 1 scache",
                "postlog unix-dgram n - n - 1 postlogd"));
        for (var each : listen.split(" ")) {
            lines.add(each + " inet n - n - - smtpd");
        }
        return lines;
    }
}
