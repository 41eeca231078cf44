package org.postern.lab.net;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        var process = Recursor.unbound(host, root, settings(folder, address));
        process.until(() -> host.reaches(address, 443), PATIENCE);
        return new DohServer(address, store, process);
    }

    /// Where it is asked.
    URI url() {
        return URI.create("https://" + address + "/dns-query");
    }

    /// A PKCS #12 file that holds its certificate, for clients to trust.
    Path store() {
        return store;
    }

    @Override
    public void close() {
        process.close();
    }

    private static Path certify(Path folder, String address) {
        SelfSigned.make(folder, "a public resolver", "-addext", "subjectAltName=IP:" + address);
        return SelfSigned.store(folder);
    }

    private static List<String> settings(Path folder, String address) {
        return List.of(
                "  interface: " + address + "@443",
                "  https-port: 443",
                "  tls-service-key: \"" + folder.resolve("key.pem") + "\"",
                "  tls-service-pem: \"" + folder.resolve("cert.pem") + "\"");
    }
}
