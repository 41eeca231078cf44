package org.postern.lab.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.lab.peers.Unbound;
import org.postern.server.notary.ZoneAlgorithm;

/// Validators that know the zone's key and nothing else: a resolver (unbound) and a tool (delv).
final class ValidationTest {
    private static final String VALIDATED = "flags: qr rd ra ad;";

    @TempDir
    Path folder;

    static List<List<ZoneAlgorithm>> algorithms() {
        return List.of(
                List.of(ZoneAlgorithm.ECDSA_P256),
                List.of(ZoneAlgorithm.ED25519),
                List.of(ZoneAlgorithm.ECDSA_P256, ZoneAlgorithm.ED25519));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void a_validating_resolver_believes_what_there_is_and_what_there_is_not(List<ZoneAlgorithm> algorithms) {
        try (var zone = RunningZone.start(folder.resolve("zone"), wishes(algorithms));
                var resolver = Unbound.validating(
                        folder.resolve("unbound"), Map.of(RunningZone.ZONE, zone.port()), zone.anchors())) {

            for (var positive : List.of(
                    "mx1 A",
                    "mx3 A",
                    "www A",
                    "@ MX",
                    "@ TXT",
                    "@ CAA",
                    "@ CDS",
                    "@ SOA",
                    "_25._tcp.mx1 TLSA",
                    "web HTTPS",
                    "_dns SVCB",
                    "alias A",
                    "ns1 AAAA")) {
                assertThat(ask(resolver, positive))
                        .as(positive)
                        .contains("NOERROR", VALIDATED)
                        .doesNotContain("ANSWER: 0");
            }
            for (var nothing : List.of("mx1 AAAA", "mx1 TXT", "_tcp.mx1 A", "@ A", "web A")) {
                assertThat(ask(resolver, nothing)).as(nothing).contains("NOERROR", VALIDATED, "ANSWER: 0");
            }
            for (var nowhere :
                    List.of("nothing A", "a.b.c TXT", "zzz MX", "0 A", "x._25._tcp.mx1 TLSA", "below.alias A")) {
                assertThat(ask(resolver, nowhere)).as(nowhere).contains("NXDOMAIN", VALIDATED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void delv_validates_by_the_keys_alone(List<ZoneAlgorithm> algorithms) throws IOException {
        try (var zone = RunningZone.start(folder.resolve("zone"), wishes(algorithms))) {
            var anchors = Files.writeString(folder.resolve("anchors"), anchors(zone));

            assertThat(Tools.delv(folder, zone.port(), anchors, "mx1." + RunningZone.ZONE, "A"))
                    .contains("; fully validated")
                    .contains("192.0.2.1");
            assertThat(Tools.delv(folder, zone.port(), anchors, "mx1." + RunningZone.ZONE, "AAAA"))
                    .contains("; negative response, fully validated");
            assertThat(Tools.delv(folder, zone.port(), anchors, "nothing." + RunningZone.ZONE, "A"))
                    .contains("; negative response, fully validated");
        }
    }

    private static RunningZone.Wishes wishes(List<ZoneAlgorithm> algorithms) {
        var wishes = new RunningZone.Wishes();
        wishes.algorithms = algorithms;
        return wishes;
    }

    private String ask(Unbound resolver, String words) {
        var parts = words.split(" ");
        var name = parts[0].equals("@") ? RunningZone.ZONE : parts[0] + "." + RunningZone.ZONE;
        return Tools.dig(folder, resolver.port(), "+dnssec", name, parts[1]);
    }

    /// `ZONE IN DNSKEY 257 3 13 KEY` as BIND writes trust.
    private static String anchors(RunningZone zone) {
        var text = new StringBuilder("trust-anchors {\n");
        for (var line : zone.anchors()) {
            var words = line.split(" ");
            text.append(
                    "  %s static-key %s %s %s \"%s\";%n".formatted(words[0], words[3], words[4], words[5], words[6]));
        }
        return text.append("};\n").toString();
    }
}
