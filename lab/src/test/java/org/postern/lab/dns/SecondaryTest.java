package org.postern.lab.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.NameServer;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.Unbound;

/// Stock secondaries that copy the zone, hear of changes, and carry on without us.
final class SecondaryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Pattern WHOLE = Pattern.compile("AXFR, incoming, .*finished");
    private static final Pattern DIFFERENCE = Pattern.compile("IXFR, incoming, .*finished");
    private static final String KEY = "hmac-sha256:copy:" + RunningZone.SECRET;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(NameServer.Kind.class)
    void a_stock_secondary_copies_the_zone_hears_of_a_change_and_validates_when_we_are_gone(NameServer.Kind kind)
            throws IOException {
        int port = Ports.free();
        var wishes = wishes();
        wishes.secondaries = List.of("127.0.0.1:" + port + " copy");
        List<String> anchors;
        var setup =
                new NameServer.Setup(folder.resolve("secondary"), RunningZone.ZONE, port, "copy", RunningZone.SECRET);
        try (var zone = RunningZone.start(folder.resolve("zone"), wishes)) {
            anchors = zone.anchors();
            try (var secondary = NameServer.secondary(kind, setup, zone.port())) {
                until(secondary, "mx1", "A", "192.0.2.101"); // the fallback, not what we tell askers

                zone.door().publish("list", List.of("v=1 first"));
                until(secondary, "list", "TXT", "v=1 first"); // by NOTIFY: its own refresh is 15 minutes away
                zone.door().publish("list", List.of("v=2 second"));
                until(secondary, "list", "TXT", "v=2 second");

                zone.stop();
                validates(port, anchors);
            }
        }
    }

    /// RFC 1995. Of the three only Knot says in its log how the zone came.
    @Test
    void a_stock_secondary_that_has_the_zone_is_sent_the_difference_alone() throws IOException {
        int port = Ports.free();
        var wishes = wishes();
        wishes.secondaries = List.of("127.0.0.1:" + port + " copy");
        var setup =
                new NameServer.Setup(folder.resolve("secondary"), RunningZone.ZONE, port, "copy", RunningZone.SECRET);
        try (var zone = RunningZone.start(folder.resolve("zone"), wishes);
                var knot = NameServer.secondary(NameServer.Kind.KNOT, setup, zone.port())) {
            until(knot, "mx1", "A", "192.0.2.101");

            zone.door().publish("list", List.of("v=1 first"));
            until(knot, "list", "TXT", "v=1 first");

            Await.until(() -> DIFFERENCE.matcher(knot.output()).find(), PATIENCE, knot::output);
            assertThat(WHOLE.matcher(knot.output()).results()).hasSize(1); // its first copy
            assertThat(knot.output()).doesNotContain("AXFR-style");
        }
    }

    /// THREAT T-55
    @Test
    void nobody_copies_the_zone_without_a_key_or_with_another_secret() throws IOException {
        try (var zone = RunningZone.start(folder.resolve("zone"), wishes())) {
            var bare = zone.dig("+tcp", RunningZone.ZONE, "AXFR");
            var wrong = zone.dig("+tcp", "-y", KEY.replace('M', 'N'), RunningZone.ZONE, "AXFR");
            var right = zone.dig("+tcp", "-y", KEY, RunningZone.ZONE, "AXFR");

            assertThat(bare).contains("Transfer failed");
            assertThat(wrong).contains("Transfer failed");
            assertThat(right).contains("192.0.2.101").containsPattern("XFR size: \\d+ records");
        }
    }

    @Test
    void who_has_the_last_state_gets_what_has_changed_since() throws IOException {
        try (var zone = RunningZone.start(folder.resolve("zone"), wishes())) {
            var serial = zone.dig("+short", RunningZone.ZONE, "SOA").split(" ")[2];
            zone.door().publish("list", List.of("v=1 first"));

            var difference = zone.dig("+tcp", "-y", KEY, RunningZone.ZONE, "IXFR=" + serial);

            assertThat(difference).contains("v=1 first").doesNotContain("spf1");
        }
    }

    private RunningZone.Wishes wishes() throws IOException {
        var wishes = new RunningZone.Wishes();
        wishes.keysFile = Optional.of(Files.writeString(folder.resolve("keys"), "# of the lab\n" + KEY + "\n"));
        return wishes;
    }

    private void until(NameServer secondary, String name, String type, String answer) {
        Await.until(
                () -> Tools.dig(folder, secondary.port(), "+short", name + "." + RunningZone.ZONE, type)
                        .contains(answer),
                PATIENCE,
                secondary::output);
    }

    private void validates(int port, List<String> anchors) {
        try (var resolver = Unbound.validating(folder.resolve("unbound"), Map.of(RunningZone.ZONE, port), anchors)) {
            for (var name : List.of("mx1", "mx3", "www", "list", "nothing", "_tcp.mx1")) {
                var type = name.equals("list") ? "TXT" : "A";
                assertThat(Tools.dig(folder, resolver.port(), "+dnssec", name + "." + RunningZone.ZONE, type))
                        .as(name)
                        .contains("flags: qr rd ra ad;");
            }
        }
    }
}
