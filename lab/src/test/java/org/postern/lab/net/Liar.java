package org.postern.lab.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postern.lab.peers.Child;

/// Somebody who answers on port 443 in a site's name with another certificate: a stock openssl-s_server(1)
/// that prints what it is told.
final class Liar implements AutoCloseable {
    /// Stands in the log once a client went through with a handshake.
    static final String SHOOK_HANDS = "CIPHER is";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Child process;

    private Liar(Child process) {
        this.process = process;
    }

    /// @param certificate folder of `cert.pem` and `key.pem`
    static Liar start(Namespace host, Path certificate, String site) {
        var process = host.start(
                "liar",
                List.of(
                        "stdbuf",
                        "-oL",
                        "openssl",
                        "s_server",
                        "-accept",
                        "443",
                        "-cert",
                        certificate + "/cert.pem",
                        "-key",
                        certificate + "/key.pem",
                        "-servername", // so that it prints the names that are asked for
                        site,
                        "-cert2",
                        certificate + "/cert.pem",
                        "-key2",
                        certificate + "/key.pem"),
                Map.of());
        process.until(() -> process.output().contains("ACCEPT"), PATIENCE);
        return new Liar(process);
    }

    /// What stands in the log when a client asked for that name.
    static String asked(String name) {
        return "Hostname in TLS extension: \"" + name + "\"";
    }

    String log() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
