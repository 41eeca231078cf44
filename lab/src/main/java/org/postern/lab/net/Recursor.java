package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postern.lab.peers.Child;

/// The resolver of one operator: a stock unbound that starts at the lab's root. Its operator can make it lie.
public final class Recursor implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Namespace host;
    private final String address;
    private final Child process;

    private Recursor(Namespace host, String address, Child process) {
        this.host = host;
        this.address = address;
        this.process = process;
    }

    /// @param address where it listens for its own network
    /// @param root address of the root server
    public static Recursor start(Namespace host, String address, String root) {
        var process = unbound(host, root, settings(host.folder(), address));
        var made = new Recursor(host, address, process);
        process.until(() -> made.ask(".", "NS").contains("ns.test."), PATIENCE);
        return made;
    }

    /// Where it answers.
    public String address() {
        return address;
    }

    /// What it says, in short form, one record a line.
    public String ask(String name, String type) {
        return host.tried("dig", "+short", "+tries=1", "+time=5", "@" + address, name, type)
                .output();
    }

    /// From now on it says this of the name, and knows nothing else of it.
    public void lie(String name, String record) {
        control("local_zone", name, "redirect");
        control("local_data", name + " 60 IN " + record);
    }

    /// It says what is true again.
    public void repent(String name) {
        control("local_zone_remove", name);
        control("flush_zone", name);
    }

    /// It has forgotten all it knew.
    public void forget() {
        control("flush_zone", ".");
    }

    @Override
    public void close() {
        process.close();
    }

    private void control(String... words) {
        var whole = new ArrayList<>(List.of(
                "unbound-control", "-c", host.folder().resolve("unbound.conf").toString()));
        whole.addAll(List.of(words));
        Shell.run(host.inside(whole));
    }

    /// An unbound that starts at the lab's root and answers everybody.
    ///
    /// @param settings lines of its own, those of `server:` first
    static Child unbound(Namespace host, String root, List<String> settings) {
        var folder = host.folder();
        var lines = new ArrayList<>(List.of(
                "server:",
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
                "  local-zone: \"test.\" nodefault"));
        lines.addAll(settings);
        var file = folder.resolve("unbound.conf");
        try {
            Files.write(folder.resolve("root.hints"), List.of(". 3600 NS ns.test.", "ns.test. 3600 A " + root));
            Files.write(file, lines);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return host.start("unbound", List.of("/usr/sbin/unbound", "-d", "-c", file.toString()), Map.of());
    }

    private static List<String> settings(Path folder, String address) {
        return List.of(
                "  interface: " + address,
                "remote-control:",
                "  control-enable: yes",
                "  control-interface: \"" + folder.resolve("control") + "\"",
                "  control-use-cert: no");
    }
}
