package org.postern.bench.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postern.lab.peers.Child;

/// The resident filter between Postfix and Dovecot: LMTP in, sealed, LMTP out, over connections that stay
/// (`bench/peers/sealing-filter.mjs`).
final class SealingFilter implements AutoCloseable {
    /// What seals.
    enum Means {
        /// OpenPGP.js in the filter's own process: X25519, AES-256-GCM.
        OPENPGP_JS("openpgpjs"),

        /// A `gpg --encrypt` process for each message: Curve25519, AES-256.
        GPG("gpg");

        private final String word;

        Means(String word) {
            this.word = word;
        }
    }

    private final Path socket;
    private final Child child;

    SealingFilter(Bench bench, Path folder, Means means, Path target) {
        socket = folder.resolve("filter");
        var script = bench.home().resolve("bench/peers/sealing-filter.mjs");
        var modules = bench.home().resolve("web/node_modules");
        if (!Files.isDirectory(modules.resolve("openpgp"))) {
            throw new IllegalStateException(
                    "OpenPGP.js is not in web/node_modules: run './postern up' once, or 'npm ci' in web/");
        }
        var command = List.of(
                "node",
                script.toString(),
                means.word,
                socket.toString(),
                target.toString(),
                modules.toString(),
                folder.resolve("gpg").toString());
        child = Child.start(folder, "filter", command, Map.of())
                .until(() -> Files.exists(socket), Duration.ofSeconds(30));
    }

    Path socket() {
        return socket;
    }

    @Override
    public void close() {
        child.close();
    }
}
