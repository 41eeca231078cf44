package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postern.lab.peers.Child;

/// A public resolver by DNS over HTTPS (RFC 8484): a stock unbound in a network that nobody censors.
public final class DohServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String address;
    private final Path store;
    private final Child process;

    private DohServer(String address, Path store, Child process) {
        this.address = address;
        this.store = store;
        this.process = process;
    }

    /// @param address one of the host's
    /// @param root address of the root server
    static DohServer start(Namespace host, String address, String root) {
        var folder = host.folder();
        var store = certify(folder, address);
        try {
            Files.write(folder.resolve("root.hints"), List.of(". 3600 NS ns.test.", "ns.test. 3600 A " + root));
            Files.write(folder.resolve("unbound.conf"), settings(folder, address));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        var process = host.start(
                "unbound",
                List.of(
                        "/usr/sbin/unbound",
                        "-d",
                        "-c",
                        folder.resolve("unbound.conf").toString()),
                Map.of());
        process.until(() -> host.reaches(address, 443), PATIENCE);
        return new DohServer(address, store, process);
    }

    /// Where it is asked.
    URI url() {
        return URI.create("https://" + address + "/dns-query");
    }

    /// A PKCS #12 file without a password that holds its certificate, for clients to trust.
    Path store() {
        return store;
    }

    @Override
    public void close() {
        process.close();
    }

    private static Path certify(Path folder, String address) {
        Shell.run(List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                folder + "/key.pem",
                "-out",
                folder + "/cert.pem",
                "-subj",
                "/CN=a public resolver",
                "-addext",
                "subjectAltName=IP:" + address));
        var store = folder.resolve("trusted.p12");
        Shell.run(List.of(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-importcert",
                "-noprompt",
                "-alias",
                "doh",
                "-file",
                folder + "/cert.pem",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        return store;
    }

    /// Of the file with the certificate, which is no secret.
    static final String PASSWORD = "changeit";

    private static List<String> settings(Path folder, String address) {
        return List.of(
                "server:",
                "  interface: " + address + "@443",
                "  https-port: 443",
                "  tls-service-key: \"" + folder.resolve("key.pem") + "\"",
                "  tls-service-pem: \"" + folder.resolve("cert.pem") + "\"",
                "  access-control: 0.0.0.0/0 allow",
                "  do-ip6: no",
                "  do-daemonize: no",
                "  username: \"\"",
                "  chroot: \"\"",
                "  directory: \"" + folder + "\"",
                "  pidfile: \"" + folder.resolve("unbound.pid") + "\"",
                "  use-syslog: no",
                "  module-config: \"iterator\"",
                "  root-hints: \"" + folder.resolve("root.hints") + "\"",
                "  do-not-query-localhost: no",
                "  local-zone: \"test.\" nodefault");
    }
}
