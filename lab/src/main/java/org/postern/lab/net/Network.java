package org.postern.lab.net;

import java.util.List;

/// One autonomous system: a prefix of addresses, a router to the rest, and hosts behind it.
///
/// @param asn its number, as the world's registers have it
/// @param words its name
/// @param prefix the first three octets of its /24
public record Network(SmallInternet internet, int asn, String words, String prefix, Namespace router) {
    /// The router's interface to the rest of the world.
    public static final String UPLINK = "uplink";

    private static final String LAN = "lan";

    /// One of its addresses.
    public String address(int last) {
        return prefix + "." + last;
    }

    /// Whether an address lies here.
    public boolean holds(String address) {
        return address.startsWith(prefix + ".");
    }

    /// A new host.
    ///
    /// @param last octets of its addresses, the first of which it speaks from
    public Namespace host(String name, int... last) {
        var host = internet.space("as" + asn + "-" + name);
        var port = "p" + last[0];
        Shell.run(List.of(
                "ip",
                "link",
                "add",
                port,
                "netns",
                router.name(),
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                host.name()));
        router.run("ip", "link", "set", port, "master", LAN, "up");
        for (int each : last) {
            host.run("ip", "addr", "add", address(each) + "/24", "dev", "eth0");
        }
        host.run("ip", "link", "set", "eth0", "up");
        host.run("ip", "route", "add", "default", "via", address(1));
        return host;
    }

    /// Everything stops here at once, as when a fibre is cut.
    public void cut() {
        router.run("ip", "link", "set", UPLINK, "down");
    }

    /// And goes on.
    public void splice() {
        router.run("ip", "link", "set", UPLINK, "up");
        route();
    }

    void layOut() {
        router.run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0");
        router.run("ip", "link", "add", LAN, "type", "bridge");
        router.run("ip", "addr", "add", address(1) + "/24", "dev", LAN);
        router.run("ip", "link", "set", LAN, "up");
        route();
    }

    /// What the router itself says comes from the network's own addresses.
    private void route() {
        router.run(
                "ip",
                "route",
                "replace",
                "default",
                "dev",
                UPLINK,
                "via",
                SmallInternet.NEXT_HOP,
                "onlink",
                "src",
                address(1));
    }
}
