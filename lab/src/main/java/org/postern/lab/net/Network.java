package org.postern.lab.net;

import java.util.List;

/// One autonomous system: prefixes of addresses, a router to the rest, and hosts behind it.
///
/// @param asn its number, as the world's registers have it
/// @param words its name
/// @param prefixes the first three octets of each of its /24s
public record Network(SmallInternet internet, int asn, String words, List<String> prefixes, Namespace router) {
    /// The router's interface to the rest of the world.
    public static final String UPLINK = "uplink";

    private static final String LAN = "lan";

    /// Set, since the kernel would give the router another with some of the hosts that come later.
    private static final String ROUTER_ON_LAN = "02:00:00:00:00:01";

    /// An address in its first prefix.
    public String address(int last) {
        return address(0, last);
    }

    /// @param which of its prefixes, from 0
    public String address(int which, int last) {
        return prefixes.get(which) + "." + last;
    }

    /// Whether an address lies here.
    public boolean holds(String address) {
        return prefixes.stream().anyMatch(prefix -> address.startsWith(prefix + "."));
    }

    /// A new host in its first prefix.
    ///
    /// @param last octets of its addresses, the first of which it speaks from
    public Namespace host(String name, int... last) {
        return hostIn(0, name, last);
    }

    /// A new host.
    ///
    /// @param which of its prefixes, from 0
    /// @param last octets of its addresses, no two hosts of a network alike
    public Namespace hostIn(int which, String name, int... last) {
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
            host.run("ip", "addr", "add", address(which, each) + "/24", "dev", "eth0");
        }
        host.run("ip", "link", "set", "eth0", "up");
        host.run("ip", "route", "add", "default", "via", address(which, 1));
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
        router.run("ip", "link", "add", LAN, "address", ROUTER_ON_LAN, "type", "bridge");
        prefixes.forEach(prefix -> router.run("ip", "addr", "add", prefix + ".1/24", "dev", LAN));
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
