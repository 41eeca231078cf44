package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.postern.lab.peers.Child;

/// A stock Exim that sends: Debian's build, the retry rules of Exim's own default file. Its package
/// cannot stand beside Postfix's, so it is unpacked into a folder and never installed.
public final class EximSender implements MailSender {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> PACKAGES = List.of("exim4-daemon-light", "exim4-base");

    /// `2026-01-01 12:00:00.123 1abc23-000001-01 <= mark@domain …`
    private static final Pattern FROM = Pattern.compile("^\\S+ \\S+ (\\w+-\\w+-\\w+) <= ([^@ ]+)@");

    /// `… 1abc23-000001-01 => user@… QT=1.2s DT=…`, `… ** user@… : …`
    private static final Pattern END = Pattern.compile("^\\S+ \\S+ (\\w+-\\w+-\\w+) (=>|->|\\*\\*) .*?QT=([0-9.hms]+)");

    /// As in the file that Exim's makers hand out.
    private static final String STOCK_CONNECT = "5m";
    private static final String STOCK_RETRY = "*  *  F,2h,15m; G,16h,1h,1.5; F,4d,6h";

    private final Namespace host;
    private final String domain;
    private final Path program;
    private final Path settings;
    private final Child daemon;

    private EximSender(Namespace host, String domain, Path program, Timers timers) {
        this.host = host;
        this.domain = domain;
        this.program = program;
        this.settings = configured(timers);
        this.daemon = host.start("exim", command("-bdf", "-q" + timers.queueRun()), Map.of());
    }

    /// What decides when it tries again.
    ///
    /// @param queueRun how often it looks through its queue, as `30m`
    /// @param retry its retry rule
    /// @param connect how long one address has to take a connection. With TCP Fast Open, which stock Exim uses,
    /// that time is the kernel's (134 s); for any other the lab turns Fast Open off
    public record Timers(String queueRun, String retry, String connect) {
        /// The daemon of Debian runs the queue each 30 minutes.
        public static Timers stock() {
            return new Timers("30m", STOCK_RETRY, STOCK_CONNECT);
        }

        private List<String> lines() {
            return connect.equals(STOCK_CONNECT)
                    ? List.of()
                    : List.of("  connect_timeout = " + connect, "  hosts_try_fastopen =");
        }
    }

    /// @param cache where the unpacked program stays from run to run
    public static EximSender start(Namespace host, String domain, Path cache, Timers timers) {
        return new EximSender(host, domain, unpacked(cache), timers);
    }

    @Override
    public String name() {
        return domain;
    }

    @Override
    public void send(String mark, String to, int octets) {
        try {
            var message = Files.writeString(
                    host.folder().resolve(mark + ".eml"), PostfixSender.text(mark, domain, to, octets));
            Shell.run(host.inside(command("-odb", "-oi", "-f", mark + "@" + domain, to)), message);
            Files.delete(message);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public Map<String, Fate> fates() {
        var marks = new HashMap<String, String>();
        var fates = new HashMap<String, Fate>();
        log().lines().forEach(line -> {
            var from = FROM.matcher(line);
            if (from.find()) {
                marks.put(from.group(1), from.group(2));
                fates.putIfAbsent(from.group(2), Fate.waiting());
            }
            var end = END.matcher(line);
            if (end.find()) {
                var mark = marks.getOrDefault(end.group(1), "");
                var kind = end.group(2).equals("**") ? Fate.Kind.BOUNCED : Fate.Kind.DELIVERED;
                fates.put(mark, Fate.ended(kind, seconds(end.group(3))));
            }
        });
        fates.remove(""); // what the server writes itself, as bounces
        return fates;
    }

    /// Its log.
    public String log() {
        var log = host.folder().resolve("exim/log/main");
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        daemon.close();
    }

    /// `2m5.10s` is 125.1.
    static double seconds(String time) {
        double sum = 0;
        var parts = Pattern.compile("([0-9.]+)([dhms])").matcher(time);
        while (parts.find()) {
            double times = switch (parts.group(2)) {
                case "d" -> 86_400;
                case "h" -> 3600;
                case "m" -> 60;
                default -> 1;
            };
            sum += times * Double.parseDouble(parts.group(1));
        }
        return sum;
    }

    /// Debian's Exim keeps its rights only with the file at its own place. There is one in this mount namespace.
    private List<String> command(String... words) {
        var whole = new ArrayList<>(List.of(
                "sh",
                "-c",
                "mount -t tmpfs lab /var/lib && mkdir /var/lib/exim4 && cp $0 /var/lib/exim4/config.autogenerated"
                        + " && exec \"$@\"",
                settings.toString(),
                program.toString()));
        whole.addAll(List.of(words));
        return whole;
    }

    private static synchronized Path unpacked(Path cache) {
        var program = cache.toAbsolutePath().resolve("usr/sbin/exim4");
        if (!Files.isExecutable(program)) {
            try {
                Files.createDirectories(cache);
                var fetch = new ArrayList<>(List.of("apt-get", "-q", "download"));
                fetch.addAll(PACKAGES);
                Child.start(cache, "fetch", fetch, Map.of()).await(PATIENCE);
                Shell.run(List.of("sh", "-c", "cd '" + cache + "' && for each in *.deb; do dpkg -x $each .; done"));
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
        return program;
    }

    /// Exim's build names a user whom only its package makes. Who runs in this namespace sees one.
    private static void makeUser(Namespace host) throws IOException {
        var users = new ArrayList<>(Files.readAllLines(Path.of("/etc/passwd")));
        users.add("Debian-exim:x:61999:61999::/nonexistent:/usr/sbin/nologin");
        host.replaceEtc("passwd", users);
        var groups = new ArrayList<>(Files.readAllLines(Path.of("/etc/group")));
        groups.add("Debian-exim:x:61999:");
        host.replaceEtc("group", groups);
    }

    private Path configured(Timers timers) {
        var folder = host.folder().resolve("exim");
        try {
            makeUser(host);
            Files.createDirectories(folder.resolve("spool"));
            Files.createDirectories(folder.resolve("log"));
            Shell.run(List.of("chown", "-R", "61999:61999", folder.toString()));
            var lines = new ArrayList<>(List.of("exim_path = " + program));
            lines.addAll(lines(folder));
            lines.addAll(timers.lines());
            lines.addAll(List.of("begin retry", timers.retry()));
            return Files.write(folder.resolve("exim.conf"), lines);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private List<String> lines(Path folder) {
        return List.of(
                "primary_hostname = mx." + domain,
                "spool_directory = " + folder.resolve("spool"),
                "log_file_path = " + folder.resolve("log") + "/%s",
                "log_selector = +millisec +queue_time +deliver_time",
                "local_interfaces = 0.0.0.0",
                "daemon_smtp_ports = 25",
                "disable_ipv6 = true",
                "tls_advertise_hosts =",
                "keep_environment =",
                "acl_smtp_rcpt = deny",
                "begin routers",
                "home:",
                "  driver = redirect",
                "  domains = " + domain,
                "  data = :blackhole:",
                "outward:",
                "  driver = dnslookup",
                "  domains = !" + domain,
                "  transport = remote",
                "  ignore_target_hosts = 0.0.0.0 : 127.0.0.0/8",
                "  no_more",
                "begin transports",
                "remote:",
                "  driver = smtp");
    }
}
