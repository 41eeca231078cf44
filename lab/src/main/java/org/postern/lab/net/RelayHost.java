package org.postern.lab.net;

import java.nio.file.Path;
import java.util.List;
import org.postern.lab.peers.OpenSsh;

/// A rented host with nothing but OpenSSH on it, in a network of its own.
///
/// @param host where all of it runs
/// @param address where senders find it, and the core by SSH
public record RelayHost(Network network, Namespace host, String address, OpenSsh sshd) implements AutoCloseable {
    private static final int LAST = 10;

    /// As it comes from the shop.
    static RelayHost rent(Network network) {
        var host = network.host("relay", LAST);
        Path folder = host.folder().resolve("sshd");
        var sshd = OpenSsh.start(folder, List.of(), List.of(), host::inside);
        return new RelayHost(network, host, network.address(LAST), sshd);
    }

    /// Its owner does what `postern relay add` printed.
    void obey(List<String> printed) {
        sshd.configure(
                printed.stream().filter(line -> line.contains("ssh-ed25519 ")).toList(),
                printed.stream()
                        .filter(line -> line.startsWith("GatewayPorts "))
                        .toList());
    }

    @Override
    public void close() {
        sshd.close();
    }
}
