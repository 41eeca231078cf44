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
        try {
            Files.createDirectories(folder);
            int port = Ports.free();
            var lines = new ArrayList<>(List.of(
                    "server:",
                    "  interface: 127.0.0.1@" + port,
                    "  port: " + port,
                    "  do-daemonize: no",
                    "  username: \"\"",
                    "  chroot: \"\"",
                    "  directory: \"" + folder + "\"",
                    "  pidfile: \"" + folder.resolve("unbound.pid") + "\"",
                    "  use-syslog: no",
                    "  module-config: \"iterator\"",
                    "  local-zone: \".\" static"));
            records.forEach(record -> lines.add("  local-data: '" + record + "'"));
            lines.addAll(List.of("remote-control:", "  control-enable: no"));
            Files.write(folder.resolve("unbound.conf"), lines);
            var process = Child.start(
                    folder,
                    "unbound",
                    List.of(
                            "/usr/sbin/unbound",
                            "-d",
                            "-c",
                            folder.resolve("unbound.conf").toString()),
                    Map.of());
            process.until(() -> Ports.answers("127.0.0.1", port), Duration.ofSeconds(20));
            return new Unbound(process, port);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
