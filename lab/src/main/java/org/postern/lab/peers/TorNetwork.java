package org.postern.lab.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A Tor network of its own on loopback, out of Debian's `tor`: directory authorities that vote every ten
/// seconds, relays, and a client. Nothing of it knows the public one.
public final class TorNetwork implements AutoCloseable {
    private static final int AUTHORITIES = 3;
    private static final int RELAYS = 4;

    /// How many doors the client has.
    public static final int PEOPLE = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern IDENTITY = Pattern.compile("^fingerprint ([0-9A-F]{40})$", Pattern.MULTILINE);

    private static final List<String> NOBODY_ELSE = List.of(
            "TestingTorNetwork 1",
            "AssumeReachable 1",
            "PathsNeededToBuildCircuits 0.25", // the share of paths that a client wants to know first
            "ShutdownWaitLength 0");

    private static final List<String> VOTES = List.of(
            "AuthoritativeDirectory 1",
            "V3AuthoritativeDirectory 1",
            "ContactInfo lab@postern.test",
            "V3AuthVotingInterval 10",
            "V3AuthVoteDelay 2",
            "V3AuthDistDelay 2",
            "TestingV3AuthInitialVotingInterval 5",
            "TestingV3AuthInitialVoteDelay 2",
            "TestingV3AuthInitialDistDelay 2",
            "TestingDirAuthVoteExit *",
            "TestingDirAuthVoteGuard *",
            "TestingDirAuthVoteHSDir *");

    private final Path folder;
    private final List<InetSocketAddress> doors =
            Stream.generate(TorNetwork::free).limit(PEOPLE).toList();
    private final List<Authority> authorities;
    private final Deque<Child> members = new ArrayDeque<>();
    private final Child client;

    /// Has its keys; `line` is how others are told of it.
    private record Authority(String name, List<String> ports, String line) {}

    private TorNetwork(Path folder) {
        this.folder = folder;
        this.authorities = IntStream.range(0, AUTHORITIES)
                .parallel() // each makes large keys
                .mapToObj(number -> authority("authority-" + number))
                .toList();
        authorities.forEach(one -> run(one.name(), Stream.concat(one.ports().stream(), VOTES.stream())));
        IntStream.range(0, RELAYS).mapToObj(number -> "relay-" + number).forEach(name -> run(name, relay(name)));
        this.client = run("client", doors.stream().map(door -> "SocksPort " + text(door)));
    }

    /// Starts it and returns before it works; see [#awaitClient].
    public static TorNetwork start(Path folder) {
        return new TorNetwork(folder);
    }

    /// What another tor needs in its configuration to belong to this network and to no other.
    public List<String> lines() {
        return Stream.concat(NOBODY_ELSE.stream(), authorities.stream().map(Authority::line))
                .toList();
    }

    /// Waits until the client has seen a consensus and built a circuit.
    public void awaitClient() {
        client.until(() -> client.output().contains("Bootstrapped 100%"), Duration.ofSeconds(90));
    }

    /// Where a person asks for connections by SOCKS. No two persons share a circuit.
    ///
    /// @param person below [#PEOPLE]
    public InetSocketAddress door(int person) {
        return doors.get(person);
    }

    /// What the client says, for a failure.
    public String log() {
        return client.output();
    }

    @Override
    public void close() {
        while (!members.isEmpty()) {
            members.pop().close();
        }
    }

    private Authority authority(String name) {
        var place = folder.resolve(name);
        var relayed = free();
        var directory = free();
        var keys = privateFolder(place.resolve("keys"));
        privateFolder(place);
        Child.run(place, PATIENCE, "sh", "-c", """
                cd '%s' && echo secret | tor-gencert --create-identity-key --passphrase-fd 0 -m 2 -a %s \
                  -i authority_identity_key -s authority_signing_key -c authority_certificate""".formatted(keys, text(directory)));
        var identity = IDENTITY.matcher(read(keys.resolve("authority_certificate")));
        if (!identity.find()) {
            throw new IllegalStateException("tor-gencert made no identity in " + keys);
        }
        var ports = List.of(
                "Nickname " + name.replace("-", ""),
                "Address 127.0.0.1",
                "ORPort " + text(relayed),
                "DirPort " + text(directory),
                "SocksPort 0");
        var line = "DirAuthority %s orport=%d no-v2 v3ident=%s %s "
                .formatted(name.replace("-", ""), relayed.getPort(), identity.group(1), text(directory));
        return new Authority(name, ports, line + fingerprint(place, ports));
    }

    /// Has tor make its keys: a network of testing must have some authority, which plays no part here.
    private static String fingerprint(Path place, List<String> ports) {
        var lines = new ArrayList<>(ports);
        lines.addAll(NOBODY_ELSE);
        lines.addAll(List.of("DataDirectory " + place, "DirAuthority other 127.0.0.1:1 " + "0".repeat(40)));
        var torrc = write(place.resolve("torrc"), lines);
        Child.run(place, PATIENCE, "tor", "--list-fingerprint", "--hush", "-f", torrc.toString());
        return read(place.resolve("fingerprint")).strip().split(" ")[1];
    }

    private static Stream<String> relay(String name) {
        return Stream.of(
                "Nickname " + name.replace("-", ""), "Address 127.0.0.1", "ORPort " + text(free()), "SocksPort 0");
    }

    private Child run(String name, Stream<String> own) {
        var place = privateFolder(folder.resolve(name));
        var lines = Stream.of(lines().stream(), own, Stream.of("DataDirectory " + place, "Log notice stdout"))
                .flatMap(part -> part)
                .toList();
        var torrc = write(place.resolve("torrc"), lines);
        var member = Child.start(place, "tor", List.of("tor", "-f", torrc.toString()), Map.of());
        members.push(member);
        return member;
    }

    private static InetSocketAddress free() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Ports.free());
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private static Path privateFolder(Path place) {
        try {
            Files.createDirectories(place);
            return Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Path write(Path file, List<String> lines) {
        try {
            return Files.write(file, lines);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
