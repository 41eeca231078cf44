package org.postern.lab.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.lab.SourceTree;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.NameServer;
import org.postern.lab.peers.OpenSsh;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.RunningPostern;

/// A running service whose DNS stays elsewhere: the addresses at a stock name server follow what becomes of the
/// relays and what networks have lost.
final class RotationTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String CORE = "192.0.2.25";

    @TempDir
    Path folder;

    private RunningPostern service;

    @ParameterizedTest
    @EnumSource(
            value = NameServer.Kind.class,
            names = {"BIND", "KNOT"})
    void addresses_that_are_lost_leave_the_other_name_server_and_come_back(NameServer.Kind kind) throws IOException {
        var setup = RunningZone.elsewhere(folder);
        try (var server = NameServer.primary(kind, setup);
                var rome = host("rome");
                var oslo = host("oslo");
                var running = RunningPostern.up(
                        SourceTree.ofThisCheckout().root(), folder.resolve("data"), settings(server.port()))) {
            service = running;
            assertTold(server, Set.of(CORE)); // all names have it, and what was there is gone

            var romes = add("rome", 64501, rome);
            var oslos = add("oslo", 64502, oslo);
            assertTold(server, Set.of(CORE, romes, oslos));

            order("reach", "pin", "withdraw", "AS8359", "rome", romes); // as the planner withdraws
            assertTold(server, Set.of(CORE, oslos));

            oslo.crash();
            assertTold(server, Set.of(CORE, romes)); // AS8359 has the core still

            order("reach", "allow", "withdraw", "AS8359", "rome", romes);
            order("reach", "pin", "restore", "AS8359", "rome", romes);
            oslo.restart();
            assertTold(server, Set.of(CORE, romes, oslos));

            order("reach", "pin", "retire", "core");
            assertTold(server, Set.of(romes, oslos));
        }
    }

    private void assertTold(NameServer server, Set<String> addresses) {
        Await.until(
                () -> told(server).equals(addresses),
                PATIENCE,
                () -> addresses + " are wanted, told are " + told(server) + "\n" + service.log() + server.output());
        assertThat(told(server)).isEqualTo(addresses);
    }

    private Set<String> told(NameServer server) {
        var told = new TreeSet<String>();
        for (var name : List.of("mx1", "mx2", "mx3")) {
            for (var type : List.of("A", "AAAA")) {
                Tools.dig(folder, server.port(), "+short", name + "." + RunningZone.ZONE, type)
                        .lines()
                        .forEach(told::add);
            }
        }
        return told;
    }

    private OpenSsh host(String name) {
        return OpenSsh.start(folder.resolve(name), List.of(), List.of("GatewayPorts clientspecified"));
    }

    /// @return its address
    private String add(String name, int network, OpenSsh host) {
        var address = Ports.freeHost(25);
        var words = new ArrayList<>(List.of("relay", "add", "root@127.0.0.1:" + host.port(), "--name", name));
        words.addAll(List.of("--network", "AS" + network, "--address", address, "--listen", address));
        words.addAll(List.of("--web-port", Integer.toString(Ports.free())));
        order(words.toArray(String[]::new))
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("restrict,"))
                .forEach(host::authorize);
        words.addAll(List.of("--host-key", host.hostKey()));
        order(words.toArray(String[]::new));
        Await.until(() -> Ports.answers(address, 25), PATIENCE, service::log);
        return address;
    }

    private String order(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", service.data().toString()));
        return service.run(all.toArray(String[]::new));
    }

    private List<String> settings(int port) throws IOException {
        var key = Files.writeString(folder.resolve("key"), "hmac-sha256:move:" + RunningZone.SECRET + "\n");
        var settings = new ArrayList<>(RunningPostern.firstSteps(Ports.free()));
        settings.addAll(List.of(
                "[reach]",
                "own_addresses = [\"" + CORE + "\"]",
                "[dns_update]",
                "server = \"127.0.0.1:" + port + "\"",
                "zone = \"" + RunningZone.ZONE + "\"",
                "key_file = \"" + key + "\"",
                "every = \"1s\""));
        return settings;
    }
}
