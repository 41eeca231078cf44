package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Child;

/// Root, the zone `test.` and the zones below it that nobody else keeps: one stock NSD.
public final class NameServers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ROOT = ".";
    private static final String TOP = "test.";

    private final Namespace host;
    private final String address;
    private final Map<String, List<String>> zones;
    private final Child process;
    private int serial = 1;

    private NameServers(Namespace host, String address, Map<String, List<String>> zones) {
        this.host = host;
        this.address = address;
        this.zones = new TreeMap<>(zones);
        writeAll();
        this.process = host.start("nsd", List.of("/usr/sbin/nsd", "-d", "-c", place("nsd.conf")), Map.of());
        process.until(() -> serial(TOP).equals("1"), PATIENCE);
    }

    /// @param zones name to its records in zone-file form, with names in full and the last dot; root and
    /// `test.` are made here, with a delegation to this server for each zone below them
    public static NameServers start(Namespace host, String address, Map<String, List<String>> zones) {
        return new NameServers(host, address, zones);
    }

    /// Where it answers.
    public String address() {
        return address;
    }

    /// New records for a zone, in force when this returns.
    public synchronized void publish(String zone, List<String> records) {
        serial++;
        write(zone, records);
        Shell.run(List.of("kill", "-HUP", Long.toString(process.pid())));
        Await.until(() -> serial(zone).equals(Integer.toString(serial)), PATIENCE, process::output);
    }

    @Override
    public void close() {
        process.close();
    }

    private String serial(String zone) {
        var words = host.tried("dig", "+short", "+tries=1", "+time=1", "@" + address, zone, "SOA")
                .output()
                .split(" ");
        return words.length > 2 ? words[2] : "";
    }

    private void writeAll() {
        write(ROOT, List.of(TOP + " NS ns." + TOP, "ns." + TOP + " A " + address));
        write(TOP, zones.keySet().stream().map(zone -> zone + " NS ns." + TOP).toList());
        zones.forEach(this::write);
        var lines = new ArrayList<>(List.of(
                "server:",
                "  ip-address: " + address,
                "  username: \"\"",
                "  zonesdir: \"" + host.folder() + "\"",
                "  database: \"\"",
                "  pidfile: \"" + place("nsd.pid") + "\"",
                "  xfrdfile: \"" + place("xfrd.state") + "\"",
                "  zonelistfile: \"" + place("zone.list") + "\"",
                "  xfrdir: \"" + host.folder() + "\"",
                "  server-count: 1",
                "  rrl-ratelimit: 0",
                "remote-control:",
                "  control-enable: no"));
        for (var zone : List.of(ROOT, TOP)) {
            lines.addAll(clause(zone));
        }
        zones.keySet().forEach(zone -> lines.addAll(clause(zone)));
        lines("nsd.conf", lines);
    }

    private static List<String> clause(String zone) {
        return List.of("zone:", "  name: \"" + zone + "\"", "  zonefile: \"" + file(zone) + "\"");
    }

    private void write(String zone, List<String> records) {
        var lines = new ArrayList<>(List.of(
                "$ORIGIN .",
                "$TTL 60",
                zone + " SOA ns." + TOP + " root." + TOP + " " + serial + " 3600 600 86400 60",
                zone + " NS ns." + TOP));
        if (zone.equals(TOP)) {
            lines.add("ns." + TOP + " A " + address);
        }
        lines.addAll(records);
        lines(file(zone), lines);
    }

    private static String file(String zone) {
        return zone.equals(ROOT) ? "root.zone" : zone + "zone";
    }

    private String place(String file) {
        return host.folder().resolve(file).toString();
    }

    private void lines(String file, List<String> lines) {
        try {
            Files.write(host.folder().resolve(file), lines);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
