package org.postern.lab.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.lab.peers.NameServer;
import org.postern.server.reachctl.update.NameUpdates;
import org.postern.server.reachctl.update.UpdateSettings;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;

/// Addresses moved at somebody else's name server.
final class UpdateTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = NameServer.Kind.class,
            names = {"BIND", "KNOT"})
    void the_names_have_the_addresses_that_were_sent_and_no_others(NameServer.Kind kind) throws IOException {
        var setup = RunningZone.elsewhere(folder);
        try (var server = NameServer.primary(kind, setup)) {
            var updates = updates(server, RunningZone.SECRET);

            assertThat(updates.move(addresses("192.0.2.1", "198.51.100.2"))).isEqualTo(new NameUpdates.Outcome.Done());
            assertThat(dig(server, "mx1", "A")).isEqualTo("192.0.2.1");
            assertThat(dig(server, "mx1", "AAAA")).isEmpty(); // it had one
            assertThat(dig(server, "mx2", "A")).isEqualTo("198.51.100.2");
            assertThat(dig(server, "mx3", "A")).isEqualTo("192.0.2.1");

            assertThat(updates.move(addresses("2001:db8::5", "198.51.100.2", "203.0.113.3")))
                    .isEqualTo(new NameUpdates.Outcome.Done());
            assertThat(dig(server, "mx1", "A")).isEmpty();
            assertThat(dig(server, "mx1", "AAAA")).isEqualTo("2001:db8::5");
            assertThat(dig(server, "mx3", "A")).isEqualTo("203.0.113.3");
        }
    }

    /// THREAT T-55: the server says no, unsigned, and an unsigned word is not taken either.
    @ParameterizedTest
    @EnumSource(
            value = NameServer.Kind.class,
            names = {"BIND", "KNOT"})
    void another_secret_moves_nothing(NameServer.Kind kind) throws IOException {
        var setup = RunningZone.elsewhere(folder);
        try (var server = NameServer.primary(kind, setup)) {
            var updates = updates(server, RunningZone.SECRET.replace('M', 'N'));

            assertThat(updates.move(addresses("192.0.2.1"))).isEqualTo(new NameUpdates.Outcome.NotSigned());
            assertThat(dig(server, "mx1", "A")).isEqualTo("192.0.2.200");
        }
    }

    private NameUpdates updates(NameServer server, String secret) throws IOException {
        var file = Files.writeString(folder.resolve("key"), "hmac-sha256:move:" + secret + "\n");
        var settings = new UpdateSettings(
                Optional.of(new HostPort("127.0.0.1", server.port())),
                Optional.of(RunningZone.ZONE),
                List.of("mx1", "mx2", "mx3"),
                Optional.of(file),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30));
        return NameUpdates.of(settings, Clock.system(), new SecureRandom()).orElseThrow();
    }

    private static List<InetAddress> addresses(String... texts) {
        return java.util.Arrays.stream(texts).map(InetAddress::ofLiteral).toList();
    }

    private String dig(NameServer server, String name, String type) {
        return Tools.dig(folder, server.port(), "+short", name + "." + RunningZone.ZONE, type)
                .strip();
    }
}
