package org.postern.lab.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.lab.peers.NameServer;
import org.postern.lab.peers.Ports;
import org.postern.reach.RelayId;
import org.postern.reach.plan.AddressChoice;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.dns.ConfiguredZone;
import org.postern.server.dns.DnsDoor;
import org.postern.server.dns.DnsSettings;
import org.postern.server.net.Sightings;
import org.postern.server.notary.ZoneAlgorithm;
import org.postern.server.notary.ZoneKeys;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.dns.authority.DnsKey;
import org.postern.wire.dns.authority.DnsName;
import org.postern.wire.dns.authority.SigningKey;

/// The door on a port of this machine, answering for `mx.example.test`.
final class RunningZone implements AutoCloseable {
    static final String ZONE = "mx.example.test";
    static final String SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="; // of TSIG, 32 octets
    static final List<String> RECORDS = List.of(
            "_25._tcp.mx1 TLSA 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "@ TXT \"v=spf1 mx -all\"",
            "@ CAA 0 issue \"ca.example\"",
            "web HTTPS 1 . alpn=h2",
            "_dns SVCB 1 web alpn=dot port=8853",
            "alias CNAME mx1");

    /// Another's name server, at which addresses of the zone are moved by the key `move`.
    static NameServer.Setup elsewhere(Path folder) {
        return new NameServer.Setup(folder.resolve("primary"), ZONE, Ports.free(), "move", SECRET);
    }

    /// Settings that a test changes.
    static final class Wishes {
        List<ZoneAlgorithm> algorithms = List.of(ZoneAlgorithm.ECDSA_P256);
        List<String> secondaries = List.of();
        Optional<Path> keysFile = Optional.empty();
        List<String> believed = List.of();
        int answersPerNetwork = 100_000;
        AddressChoice choice = served("192.0.2.1", "198.51.100.2", "203.0.113.3");
    }

    private final SqliteDatabase database;
    private final DnsDoor door;
    private final List<SigningKey> keys;
    private final Path folder;
    private boolean closed;

    private RunningZone(Path folder, Wishes wishes) {
        this.folder = folder;
        database = SqliteDatabase.open(folder);
        var settings = settings(wishes);
        keys = new ZoneKeys(database, Clock.system()).of(DnsName.parse(ZONE), wishes.algorithms);
        door = DnsDoor.open(new DnsDoor.Parts(
                settings,
                ConfiguredZone.of(settings).orElseThrow(),
                keys,
                wishes.choice,
                Sightings.NONE,
                Clock.system(),
                new SecureRandom(),
                new Metrics()));
    }

    static RunningZone start(Path folder, Wishes wishes) {
        try {
            return new RunningZone(Files.createDirectories(folder), wishes);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static AddressChoice served(String... addresses) {
        var all = Arrays.stream(addresses)
                .map(text -> new AddressChoice.Served(RelayId.CORE, InetAddress.ofLiteral(text)))
                .toList();
        return asker -> all;
    }

    DnsDoor door() {
        return door;
    }

    int port() {
        return door.port();
    }

    /// What `dig` prints for these words.
    String dig(String... words) {
        return Tools.dig(folder, port(), words);
    }

    /// DNSKEY lines of the zone.
    List<String> anchors() {
        return keys.stream()
                .map(key -> new DnsKey(key.algorithm(), key.publicKey()).line(DnsName.parse(ZONE)))
                .toList();
    }

    /// Ends it before its time.
    void stop() {
        close();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            door.close();
            database.close();
        }
    }

    private static DnsSettings settings(Wishes wishes) {
        return new DnsSettings(
                Optional.of(ZONE),
                List.of(new HostPort("127.0.0.1", 0)),
                List.of("mx1", "mx2", "mx3"),
                List.of("www"),
                List.of("ns1"),
                List.of("192.0.2.1", "2001:db8::1"),
                List.of("192.0.2.101", "192.0.2.102"),
                RECORDS,
                "hostmaster",
                Duration.ofSeconds(60),
                wishes.algorithms,
                wishes.secondaries,
                wishes.keysFile,
                wishes.believed,
                wishes.answersPerNetwork,
                256,
                256,
                Duration.ofSeconds(10),
                Duration.ofMinutes(2));
    }
}
