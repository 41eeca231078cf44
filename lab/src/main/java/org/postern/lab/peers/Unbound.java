package org.postern.lab.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A stock unbound that answers for the names it is given and for no others.
public final class Unbound implements AutoCloseable {
    private final Child process;
    private final int port;

    private Unbound(Child process, int port) {
        this.process = process;
        this.port = port;
    }

    /// @param records in zone-file form, as `peer.test. 60 IN MX 10 mx.peer.test.`
    public static Unbound start(Path folder, List<String> records) {
        int port = Ports.free();
        var lines = new ArrayList<>(frame(folder, port));
        lines.addAll(List.of("  module-config: \"iterator\"", "  local-zone: \".\" static"));
        records.forEach(record -> lines.add("  local-data: '" + record + "'"));
        lines.addAll(List.of("remote-control:", "  control-enable: no"));
        return run(folder, port, lines);
    }

    /// One that validates: it asks the name servers given for their zones, and believes the keys given and no
    /// others.
    ///
    /// @param zones name to port on loopback
    /// @param anchors DNSKEY lines
    public static Unbound validating(Path folder, Map<String, Integer> zones, List<String> anchors) {
        int port = Ports.free();
        var lines = new ArrayList<>(frame(folder, port));
        lines.addAll(List.of(
                "  module-config: \"validator iterator\"",
                "  do-not-query-localhost: no",
                "  qname-minimisation: no",
                "  aggressive-nsec: yes",
                "  local-zone: \"test.\" nodefault"));
        anchors.forEach(anchor -> lines.add("  trust-anchor: \"" + anchor + "\""));
        lines.addAll(List.of("remote-control:", "  control-enable: no"));
        zones.forEach((zone, at) ->
                lines.addAll(List.of("stub-zone:", "  name: \"" + zone + "\"", "  stub-addr: 127.0.0.1@" + at)));
        return run(folder, port, lines);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }

    private static List<String> frame(Path folder, int port) {
        return List.of(
                "server:",
                "  interface: 127.0.0.1@" + port,
                "  port: " + port,
                "  do-daemonize: no",
                "  username: \"\"",
                "  chroot: \"\"",
                "  directory: \"" + folder + "\"",
                "  pidfile: \"" + folder.resolve("unbound.pid") + "\"",
                "  use-syslog: no");
    }

    private static Unbound run(Path folder, int port, List<String> lines) {
        try {
            Files.createDirectories(folder);
            var configuration = Files.write(folder.resolve("unbound.conf"), lines);
            var command = List.of("/usr/sbin/unbound", "-d", "-c", configuration.toString());
            var process = Child.start(folder, "unbound", command, Map.of())
                    .until(() -> Ports.answers("127.0.0.1", port), Duration.ofSeconds(20));
            return new Unbound(process, port);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
