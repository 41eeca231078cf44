package org.postern.bench.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.postern.lab.peers.Child;

/// What all services of one run share.
///
/// @param home the checkout
/// @param scratch a folder of the run, on the disk that is measured
/// @param certificate of the doors, PEM; P-256, as the one that Postern makes itself
/// @param key its private key
public record Bench(Path home, Path scratch, Path certificate, Path key) {
    private static final int MAILBOXES = 4;

    /// The script `postern` says where the checkout is.
    public static Bench in(Path scratch) {
        var home = Path.of(System.getProperty("postern.home", ""));
        var bench = new Bench(home, scratch, scratch.resolve("certificate.pem"), scratch.resolve("key.pem"));
        Child.run(
                scratch,
                Duration.ofSeconds(20),
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=mx.bench.test",
                "-keyout",
                bench.key().toString(),
                "-out",
                bench.certificate().toString());
        return bench;
    }

    /// Several, so that no peer is measured by the lock of one mailbox.
    static List<String> mailboxes(String domain) {
        return IntStream.rangeClosed(1, MAILBOXES)
                .mapToObj(number -> "u" + number + "@" + domain)
                .toList();
    }
}
