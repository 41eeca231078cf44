package org.postern.bench.relays;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postern.bench.service.Postern;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.OpenSsh;
import org.postern.lab.peers.Ports;
import org.postern.reach.relay.RelayAdvice;

/// Stock OpenSSH hosts, each on a loopback address of its own, added to a service as an operator adds them.
final class RelaySet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Member> members = new ArrayList<>();

    /// One relay and where senders find it.
    record Member(String name, OpenSsh host, String address, int port) {
        String place() {
            return address + ":" + port;
        }
    }

    RelaySet(Path folder, Postern service, int count) {
        for (int i = 1; i <= count; i++) {
            var host = OpenSsh.start(
                    folder.resolve("relay-" + i), List.of(), List.of(RelayAdvice.sshdConfigLine(), "MaxStartups 100"));
            var member = new Member("relay-" + i, host, "127.0.10." + i, Ports.free());
            members.add(member);
            join(service, member);
        }
        Await.until(
                () -> service.run("relay", "list", "--data", service.data().toString())
                        .lines()
                        .allMatch(line -> line.contains(" up, ")),
                PATIENCE,
                () -> service.run("relay", "list", "--data", service.data().toString()));
    }

    List<Member> members() {
        return members;
    }

    private static void join(Postern service, Member member) {
        var line = add(service, member, "")
                .lines()
                .map(String::strip)
                .filter(text -> text.startsWith("restrict,"))
                .findFirst()
                .orElseThrow();
        member.host().authorize(line);
        add(service, member, member.host().hostKey());
    }

    private static String add(Postern service, Member member, String hostKey) {
        var words = new ArrayList<>(List.of(
                "relay",
                "add",
                "root@127.0.0.1:" + member.host().port(),
                "--name",
                member.name(),
                "--address",
                member.address(),
                "--listen",
                member.address(),
                "--mail-port",
                Integer.toString(member.port()),
                "--web-port",
                "0",
                "--data",
                service.data().toString()));
        if (!hostKey.isEmpty()) {
            words.addAll(List.of("--host-key", hostKey));
        }
        return service.run(words.toArray(String[]::new));
    }

    @Override
    public void close() {
        members.forEach(member -> member.host().close());
    }
}
