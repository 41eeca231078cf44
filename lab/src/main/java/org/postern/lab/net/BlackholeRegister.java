package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Child;

/// The list of an operator as it reaches its routers in earnest: a BIRD that announces host routes with the
/// BLACKHOLE community (RFC 7999), and a BIRD on the router that takes them.
public final class BlackholeRegister implements AutoCloseable {
    private static final int LAST = 66;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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

    /// An empty list.
    public static BlackholeRegister open(Network network) {
        return new BlackholeRegister(network);
    }

    /// Enters an address; when this returns, the router sends its packets nowhere.
    public void enter(String address) {
        listed.add(address);
        write(host, announcer());
        birdc(host, "configure");
        Await.until(
                () -> network.router()
                        .run("ip", "route", "show", "type", "blackhole")
                        .contains(address),
                PATIENCE,
                () -> birdc(network.router(), "show", "route", "all"));
    }

    @Override
    public void close() {
        announcing.close();
        taking.close();
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
