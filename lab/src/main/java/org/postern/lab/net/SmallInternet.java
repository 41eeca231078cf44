package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// Networks, each behind a router of its own, joined at one exchange. Addresses are those set aside for
/// tests and benchmarks (RFC 2544, RFC 5737), and nothing leaves the namespaces.
public final class SmallInternet implements AutoCloseable {
    /// The exchange, as every router knows it: a link-local address, the same on each link.
    static final String NEXT_HOP = "169.254.0.1";

    private static final String ROUTER = "169.254.0.2";

    private final Path folder;
    private final Leftovers leftovers;
    private final Namespace exchange;
    private final List<Network> networks = new ArrayList<>();

    private SmallInternet(Path folder, Leftovers leftovers) {
        this.folder = folder;
        this.leftovers = leftovers;
        this.exchange = space("ix");
        exchange.run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0");
    }

    /// An exchange and nothing else yet.
    ///
    /// @param folder for the files of all that runs here
    public static SmallInternet build(Path folder) {
        try {
            // Postfix's and Exim's own users walk through here.
            Files.setPosixFilePermissions(
                    Files.createDirectories(folder), PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new SmallInternet(folder.toAbsolutePath().normalize(), Leftovers.watch());
    }

    /// A new network.
    ///
    /// @param prefixes the first three octets of each of its /24s; its router speaks from the first
    public Network network(int asn, String words, String... prefixes) {
        var router = space("as" + asn + "-r");
        var link = "as" + asn;
        Shell.run(List.of(
                "ip",
                "link",
                "add",
                link,
                "netns",
                exchange.name(),
                "type",
                "veth",
                "peer",
                "name",
                Network.UPLINK,
                "netns",
                router.name()));
        exchange.run("ip", "addr", "add", NEXT_HOP + "/32", "dev", link);
        exchange.run("ip", "link", "set", link, "up");
        router.run("ip", "addr", "add", ROUTER + "/32", "dev", Network.UPLINK);
        router.run("ip", "link", "set", Network.UPLINK, "up");
        var made = new Network(this, asn, words, List.of(prefixes), router);
        made.layOut();
        for (var prefix : prefixes) {
            exchange.run("ip", "route", "add", prefix + ".0/24", "via", ROUTER, "dev", link, "onlink");
        }
        networks.add(made);
        return made;
    }

    /// All networks, in the order in which they were made.
    public List<Network> networks() {
        return List.copyOf(networks);
    }

    Namespace space(String name) {
        return Namespace.make(leftovers.prefix(), name, folder.resolve(name));
    }

    @Override
    public void close() {
        leftovers.close();
    }
}
