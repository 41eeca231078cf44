package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Child;

/// The list of an operator as it reaches its routers in earnest: a BIRD that announces host routes with the
/// BLACKHOLE community (RFC 7999), and a BIRD on the router that takes them. Such a route has packets *to* an
/// address dropped. Packets *from* it are dropped too where the router checks that it has a route back to their
/// source (RFC 5635 §4).
public final class BlackholeRegister implements AutoCloseable {
    private static final int LAST = 66;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Of `net.ipv4.conf.*.rp_filter`: nothing is asked of a source.
    private static final int OFF = 0;

    /// Some route must lead to the source, by whatever link.
    private static final int LOOSE = 2;

    private final Network network;
    private final Namespace host;
    private final Child announcing;
    private final Child taking;
    private final TreeSet<String> listed = new TreeSet<>();

    private BlackholeRegister(Network network) {
        this.network = network;
        this.host = network.host("register", LAST);
        this.announcing = bird(host, announcer());
        this.taking = bird(network.router(), taker());
        Await.until(
                () -> birdc(host, "show", "protocols").contains("Established"),
                PATIENCE,
                () -> announcing.output() + taking.output());
    }

    /// An empty list of addresses to which nothing goes.
    public static BlackholeRegister open(Network network) {
        return new BlackholeRegister(network);
    }

    /// From now on nothing comes from them either.
    public void cutBothWays() {
        checkSources(LOOSE);
    }

    /// Enters addresses; when this returns, the router drops their packets.
    public void enter(Collection<String> addresses) {
        listed.addAll(addresses);
        write(host, announcer());
        birdc(host, "configure");
        Await.until(
                () -> dropped().containsAll(listed), PATIENCE, () -> birdc(network.router(), "show", "route", "all"));
    }

    @Override
    public void close() {
        checkSources(OFF);
        announcing.close();
        taking.close();
    }

    /// @param how a value of `rp_filter`
    private void checkSources(int how) {
        network.router().run("sysctl", "-q", "-w", "net.ipv4.conf." + Network.UPLINK + ".rp_filter=" + how);
    }

    /// Where the router's routes lead nowhere.
    private Set<String> dropped() {
        return network.router()
                .run("ip", "route", "show", "type", "blackhole")
                .lines()
                .map(route -> route.split(" ")[1]) // blackhole 203.0.113.10 proto bird metric 32
                .collect(Collectors.toSet());
    }

    private static Child bird(Namespace place, List<String> settings) {
        var file = write(place, settings);
        var words = List.of("/usr/sbin/bird", "-f", "-c", file.toString(), "-s", control(place));
        return place.start("bird", words, Map.of());
    }

    private static String birdc(Namespace place, String... words) {
        var whole = new ArrayList<>(List.of("/usr/sbin/birdc", "-s", control(place)));
        whole.addAll(List.of(words));
        return place.tried(whole.toArray(String[]::new)).output();
    }

    private static String control(Namespace place) {
        return place.folder().resolve("bird.ctl").toString();
    }

    private static Path write(Namespace place, List<String> lines) {
        try {
            return Files.write(place.folder().resolve("bird.conf"), lines);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private List<String> announcer() {
        var lines = new ArrayList<>(List.of(
                "router id " + network.address(LAST) + ";",
                "protocol device {}",
                "protocol static list {",
                "  ipv4 { import filter { bgp_community.add((65535, 666)); accept; }; };"));
        listed.forEach(each -> lines.add("  route " + each + "/32 blackhole;"));
        lines.addAll(List.of(
                "}",
                "protocol bgp border {",
                "  local " + network.address(LAST) + " as " + network.asn() + ";",
                "  neighbor " + network.address(1) + " as " + network.asn() + ";",
                "  ipv4 { import none; export where source = RTS_STATIC; next hop self; };",
                "}"));
        return lines;
    }

    private List<String> taker() {
        return List.of(
                "router id " + network.address(1) + ";",
                "protocol device {}",
                "protocol kernel { ipv4 { import none; export where source = RTS_BGP; }; }",
                "protocol bgp register {",
                "  local " + network.address(1) + " as " + network.asn() + ";",
                "  neighbor " + network.address(LAST) + " as " + network.asn() + ";",
                "  passive on;",
                "  ipv4 {",
                "    export none;",
                "    import filter {",
                "      if (65535, 666) ~ bgp_community then { dest = RTD_BLACKHOLE; accept; }",
                "      reject;",
                "    };",
                "  };",
                "}");
    }
}
