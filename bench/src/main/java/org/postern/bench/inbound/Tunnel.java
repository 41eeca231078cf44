package org.postern.bench.inbound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Ports;

/// `stunnel` before a service: it asks for STARTTLS on each connection, with a full handshake, for
/// `smtp-source`, which does not speak it.
final class Tunnel implements AutoCloseable {
    private final int port = Ports.free();
    private final Child child;

    Tunnel(Path folder, int target) {
        var configuration = folder.resolve("stunnel-" + target + ".conf");
        try {
            Files.writeString(configuration, """
                    foreground = yes
                    pid =
                    debug = err
                    [smtp]
                    client = yes
                    protocol = smtp
                    accept = 127.0.0.1:%d
                    connect = 127.0.0.1:%d
                    sessionResume = no
                    TIMEOUTclose = 0
                    """.formatted(port, target));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        child = Child.start(folder, "stunnel-" + target, List.of("stunnel4", configuration.toString()), Map.of())
                .until(() -> Ports.answers("127.0.0.1", port), Duration.ofSeconds(10));
    }

    /// Where it takes plain connections.
    int port() {
        return port;
    }

    @Override
    public void close() {
        child.close();
    }
}
