package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postern.lab.peers.Child;

/// Reads along on a host: every packet that comes or goes there, headers and all.
final class Sniffer implements AutoCloseable {
    /// All protocols (`ETH_P_ALL`), on all interfaces.
    private static final String PROGRAM = """
            import socket, sys
            line = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(3))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
            kept = open(sys.argv[1], 'wb', buffering=0)
            print('reading along', flush=True)
            while True:
                kept.write(line.recv(1 << 17))
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path kept;
    private final Child process;

    private Sniffer(Path kept, Child process) {
        this.kept = kept;
        this.process = process;
    }

    static Sniffer start(Namespace host) {
        var kept = host.folder().resolve("packets");
        var process = host.start("sniffer", List.of("python3", "-c", PROGRAM, kept.toString()), Map.of());
        process.until(() -> process.output().contains("reading along"), PATIENCE);
        return new Sniffer(kept, process);
    }

    /// All so far, one char an octet.
    String text() {
        try {
            return Files.readString(kept, StandardCharsets.ISO_8859_1);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
