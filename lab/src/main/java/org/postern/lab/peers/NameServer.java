package org.postern.lab.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A stock name server with one zone: a secondary of somebody's, or a primary that takes updates. Private
/// instances of NSD, Knot and BIND on loopback.
public final class NameServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);

    private final Child process;
    private final int port;

    private NameServer(Child process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Which one.
    public enum Kind {
        NSD,
        KNOT,
        BIND
    }

    /// What it has to know.
    ///
    /// @param folder that nobody else uses
    /// @param keyName of a TSIG key with HMAC-SHA-256
    /// @param secret of the key, in base64
    public record Setup(Path folder, String zone, int port, String keyName, String secret) {}

    /// Copies the zone from the primary on this port of loopback, and is told of changes from there.
    public static NameServer secondary(Kind kind, Setup setup, int primaryPort) {
        return switch (kind) {
            case NSD -> nsd(setup, primaryPort);
            case KNOT ->
                knot(setup, """
                    remote:
                      - id: primary
                        address: 127.0.0.1@%d
                        key: %s
                    acl:
                      - id: change
                        address: 127.0.0.1
                        key: %s
                        action: notify
                    zone:
                      - domain: %s
                        storage: %s
                        master: primary
                        acl: change
                    """.formatted(primaryPort, setup.keyName(), setup.keyName(), setup.zone(), setup.folder()));
            case BIND -> bind(setup, """
                    zone "%s" {
                      type secondary;
                      file "secondary.zone";
                      primaries port %d { 127.0.0.1 key %s; };
                      allow-notify { key %s; };
                    };
                    """.formatted(setup.zone(), primaryPort, setup.keyName(), setup.keyName()));
        };
    }

    /// Holds the zone itself and takes updates that the key has signed.
    ///
    /// @param kind not NSD, which takes none
    public static NameServer primary(Kind kind, Setup setup) {
        write(setup.folder().resolve("primary.zone"), """
                $ORIGIN %s.
                $TTL 60
                @ SOA ns hostmaster 1 900 300 86400 60
                @ NS ns
                ns A 127.0.0.1
                mx1 A 192.0.2.200
                mx1 AAAA 2001:db8::200
                """.formatted(setup.zone()));
        var server = switch (kind) {
            case NSD -> throw new IllegalArgumentException("NSD takes no updates");
            case KNOT -> knot(setup, """
                    acl:
                      - id: change
                        address: 127.0.0.1
                        key: %s
                        action: update
                    zone:
                      - domain: %s
                        storage: %s
                        file: primary.zone
                        acl: change
                    """.formatted(setup.keyName(), setup.zone(), setup.folder()));
            case BIND -> bind(setup, """
                    zone "%s" {
                      type primary;
                      file "primary.zone";
                      allow-update { key %s; };
                    };
                    """.formatted(setup.zone(), setup.keyName()));
        };
        server.process.until(() -> hasZone(setup), START); // it may listen before it has read the zone
        return server;
    }

    private static boolean hasZone(Setup setup) {
        try {
            return Child.run(
                            setup.folder(),
                            START,
                            "dig",
                            "@127.0.0.1",
                            "-p",
                            Integer.toString(setup.port()),
                            "+short",
                            setup.zone(),
                            "SOA")
                    .contains("hostmaster");
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }

    private static NameServer nsd(Setup setup, int primaryPort) {
        var folder = setup.folder();
        var configuration = write(folder.resolve("nsd.conf"), """
                server:
                  ip-address: 127.0.0.1@%d
                  username: ""
                  zonesdir: "%s"
                  database: ""
                  pidfile: "%s/nsd.pid"
                  xfrdfile: "%s/xfrd.state"
                  xfrdir: "%s"
                  zonelistfile: "%s/zone.list"
                  server-count: 1
                remote-control:
                  control-enable: no
                key:
                  name: "%s"
                  algorithm: hmac-sha256
                  secret: "%s"
                zone:
                  name: "%s"
                  zonefile: "secondary.zone"
                  request-xfr: 127.0.0.1@%d %s
                  allow-notify: 127.0.0.1 %s
                """.formatted(
                        setup.port(),
                        folder,
                        folder,
                        folder,
                        folder,
                        folder,
                        setup.keyName(),
                        setup.secret(),
                        setup.zone(),
                        primaryPort,
                        setup.keyName(),
                        setup.keyName()));
        return start(setup, "nsd", List.of("/usr/sbin/nsd", "-d", "-c", configuration.toString()));
    }

    private static NameServer knot(Setup setup, String zone) {
        var folder = setup.folder();
        var configuration = write(
                folder.resolve("knot.conf"),
                """
                server:
                  rundir: %s
                  listen: 127.0.0.1@%d
                  udp-workers: 1
                  tcp-workers: 1
                  background-workers: 1
                log:
                  - target: stdout
                    any: info
                database:
                  storage: %s
                key:
                  - id: %s
                    algorithm: hmac-sha256
                    secret: %s
                """.formatted(folder, setup.port(), folder, setup.keyName(), setup.secret()) + zone);
        return start(setup, "knot", List.of("/usr/sbin/knotd", "-c", configuration.toString()));
    }

    private static NameServer bind(Setup setup, String zone) {
        var folder = setup.folder();
        var configuration = write(
                folder.resolve("named.conf"),
                """
                key "%s" { algorithm hmac-sha256; secret "%s"; };
                options {
                  directory "%s";
                  listen-on port %d { 127.0.0.1; };
                  listen-on-v6 { none; };
                  pid-file "%s/named.pid";
                  session-keyfile "%s/session.key";
                  managed-keys-directory "%s";
                  recursion no;
                  notify no;
                };
                controls {};
                """.formatted(setup.keyName(), setup.secret(), folder, setup.port(), folder, folder, folder) + zone);
        return start(setup, "named", List.of("/usr/sbin/named", "-g", "-c", configuration.toString()));
    }

    private static NameServer start(Setup setup, String name, List<String> command) {
        var process = Child.start(setup.folder(), name, command, Map.of())
                .until(() -> Ports.answers("127.0.0.1", setup.port()), START);
        return new NameServer(process, setup.port());
    }

    private static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
