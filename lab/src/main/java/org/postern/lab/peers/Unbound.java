package org.postern.lab.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A stock unbound that answers for the names it is given and for no others.
public final class Unbound implements AutoCloseable {
    private static final String REMOTE = "remote-control:";

    private final Child process;
    private final int port;
    private final int https;

    private Unbound(Child process, int port, int https) {
        this.process = process;
        this.port = port;
        this.https = https;
    }

    /// @param records in zone-file form, as `peer.test. 60 IN MX 10 mx.peer.test.`
    public static Unbound start(Path folder, List<String> records) {
        int port = Ports.free();
        var lines = new ArrayList<>(frame(folder, port));
        lines.addAll(List.of("  module-config: \"iterator\"", "  local-zone: \".\" static"));
        records.forEach(record -> lines.add("  local-data: '" + record + "'"));
        lines.addAll(List.of(REMOTE, "  control-enable: no"));
        return run(folder, port, 0, lines);
    }

    /// One that validates: it asks the name servers given for their zones, and believes the keys given and no
    /// others.
    ///
    /// @param zones name to port on loopback
    /// @param anchors DNSKEY lines
    public static Unbound validating(Path folder, Map<String, Integer> zones, List<String> anchors) {
        int port = Ports.free();
        return run(folder, port, 0, validatingLines(folder, port, zones, anchors));
    }

    private static List<String> validatingLines(
            Path folder, int port, Map<String, Integer> zones, List<String> anchors) {
        var lines = new ArrayList<>(frame(folder, port));
        lines.addAll(List.of(
                "  module-config: \"validator iterator\"",
                "  do-not-query-localhost: no",
                "  qname-minimisation: no",
                "  aggressive-nsec: yes",
                "  local-zone: \"test.\" nodefault"));
        anchors.forEach(anchor -> lines.add("  trust-anchor: \"" + anchor + "\""));
        lines.addAll(List.of(REMOTE, "  control-enable: no"));
        zones.forEach((zone, at) ->
                lines.addAll(List.of("stub-zone:", "  name: \"" + zone + "\"", "  stub-addr: 127.0.0.1@" + at)));
        return lines;
    }

    /// The same, asked by DNS over HTTPS (RFC 8484) too, at `/dns-query` of the port that it returns.
    ///
    /// @param alias a name that leads to another one, as in a zone of somebody else's
    public static Unbound validatingByHttps(
            Path folder, Map<String, Integer> zones, List<String> anchors, Map.Entry<String, String> alias) {
        int port = Ports.free();
        int https = Ports.free();
        certify(folder);
        var lines = validatingLines(folder, port, zones, anchors);
        lines.addAll(
                lines.indexOf(REMOTE),
                List.of(
                        "  interface: 127.0.0.1@" + https,
                        "  https-port: " + https,
                        "  tls-service-key: \"" + folder.resolve("key.pem") + "\"",
                        "  tls-service-pem: \"" + folder.resolve("certificate.pem") + "\"",
                        "  local-zone: \"" + alias.getKey() + "\" redirect",
                        "  local-data: \"" + alias.getKey() + " CNAME " + alias.getValue() + "\""));
        return run(folder, port, https, lines);
    }

    private static void certify(Path folder) {
        Child.run(
                folder,
                Duration.ofSeconds(20),
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ed25519",
                "-nodes",
                "-subj",
                "/CN=127.0.0.1",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                folder.resolve("key.pem").toString(),
                "-out",
                folder.resolve("certificate.pem").toString());
    }

    public int port() {
        return port;
    }

    /// Where it is asked over HTTPS; its certificate is `certificate.pem` of its folder, signed by itself.
    public URI byHttps() {
        return URI.create("https://127.0.0.1:" + https + "/dns-query");
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

    private static Unbound run(Path folder, int port, int https, List<String> lines) {
        try {
            Files.createDirectories(folder);
            var configuration = Files.write(folder.resolve("unbound.conf"), lines);
            var command = List.of("/usr/sbin/unbound", "-d", "-c", configuration.toString());
            var process = Child.start(folder, "unbound", command, Map.of())
                    .until(() -> Ports.answers("127.0.0.1", port), Duration.ofSeconds(20));
            return new Unbound(process, port, https);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
