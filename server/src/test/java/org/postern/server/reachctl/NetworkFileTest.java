package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NetworkFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, AS64500",
        "192.0.2.128, AS64501",
        "192.0.2.255, AS64501",
        "192.0.3.0, 192.0.0.0/16",
        "0.0.0.1, 0.0.0.0/16",
        "198.51.100.9, AS64502",
        "198.51.100.8, AS64502",
        "198.51.100.10, AS64503",
        "255.255.255.255, AS64509",
        "2001:db8::1, AS64504",
        "2001:db8:0:1::1, AS64505",
        "2001:db8:1::1, AS64504",
        "2001:db9::1, 2001:db9:0:0:0:0:0:0/32",
        "ffff:ffff:ffff:ffff::1, AS64506",
    })
    void the_longest_prefix_says_whose_an_address_is(String address, String network) throws Exception {
        var ranges = read("""
                # made by hand
                192.0.2.0/24,64500,Ada's
                192.0.2.128/25,AS64501,"Bert, Inc."
                198.51.100.0/24,64503
                198.51.100.8/31,64502
                255.255.255.0/24,64509

                2001:db8::/32,64504
                2001:db8:0:1::/64,64505
                ffff:ffff:ffff:ffff::/64,64506
                """);

        assertThat(ranges.of(InetAddress.ofLiteral(address))).hasToString(network);
        assertThat(ranges.name(64501)).isEqualTo("Bert, Inc.");
    }

    @Test
    void look_ups_agree_with_looking_at_every_prefix() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder();
            var bits = new int[60];
            var bases = new int[60];
            for (int i = 0; i < bits.length; i++) {
                bits[i] = 8 + random.nextInt(25);
                bases[i] = ((10 << 24) + random.nextInt(1 << 24)) & (-1 << (32 - bits[i]));
                text.append("%s/%d,%d%n".formatted(address(bases[i]).getHostAddress(), bits[i], i + 1));
            }
            var ranges = read(text.toString());
            for (int i = 0; i < 2000; i++) {
                int asked = i < 60 ? bases[i] : (10 << 24) + random.nextInt(1 << 24);

                var found = ranges.of(address(asked)).toString();

                assertThat(found).as("seed %d", seed).isEqualTo(expected(asked, bases, bits));
            }
        }
    }

    /// The longest; the last of two that are the same.
    private static String expected(int asked, int[] bases, int[] bits) {
        int best = -1;
        for (int i = 0; i < bases.length; i++) {
            boolean covers = (asked & (-1 << (32 - bits[i]))) == bases[i];
            if (covers && (best < 0 || bits[i] >= bits[best])) {
                best = i;
            }
        }
        return best < 0 ? "10." + ((asked >> 16) & 0xff) + ".0.0/16" : "AS" + (best + 1);
    }

    @Test
    void every_fault_is_told_with_its_line_and_nothing_of_the_file_is_taken() throws Exception {
        var file = write("""
                network,autonomous_system_number,autonomous_system_organization
                192.0.2.0/24,64500
                192.0.2.0,64500
                192.0.2.0/33,64500
                example.org/24,64500
                192.0.2.0/24,twelve
                192.0.2.0/24
                192.0.2.0/24,0
                """);

        var outcome = (NetworkFile.Outcome.Faulty) NetworkFile.read(file);

        assertThat(outcome.faults())
                .extracting(fault -> fault.substring(fault.lastIndexOf(".csv") + 5))
                .containsExactly(
                        "3: '192.0.2.0' is no prefix: it has no '/'",
                        "4: a prefix has 0 to 32 bits here, not 33",
                        "5: 'example.org' is no address",
                        "6: 'twelve' is no number of an autonomous system",
                        "7: a line is 'prefix,number' or 'prefix,number,name'",
                        "8: no number of an autonomous system: 0");
    }

    @Test
    void an_mmdb_file_is_read_as_its_makers_write_it() throws Exception {
        var mmdb = new MmdbFile();
        mmdb.add("192.0.2.0", 24, Map.of("autonomous_system_number", 64500L, "autonomous_system_organization", "Ada"));
        mmdb.add("2001:db8::", 32, Map.of("asn", "AS64501", "name", "Bert"));
        mmdb.add("203.0.113.0", 24, Map.of("country", "XX"));
        var file = folder.resolve("networks.mmdb");
        Files.write(file, mmdb.octets());

        var ranges = ((NetworkFile.Outcome.Read) NetworkFile.read(file)).ranges();

        assertThat(ranges.of(InetAddress.ofLiteral("192.0.2.77"))).hasToString("AS64500");
        assertThat(ranges.of(InetAddress.ofLiteral("2001:db8:9::1"))).hasToString("AS64501");
        assertThat(ranges.of(InetAddress.ofLiteral("203.0.113.1"))).hasToString("203.0.0.0/16");
        assertThat(ranges.name(64500)).isEqualTo("Ada");
    }

    @Test
    void a_changed_file_is_read_again_and_a_faulty_one_changes_nothing() throws Exception {
        var file = write("192.0.2.0/24,64500\n");
        var address = InetAddress.ofLiteral("192.0.2.1");
        var live = new LiveMap(Optional.of(file));
        assertThat(live.of(address)).hasToString("AS64500");

        rewrite(file, "192.0.2.0/24,64501,Newer\n", 1);
        live.look();
        assertThat(live.of(address)).hasToString("AS64501");
        assertThat(live.called(live.of(address))).isEqualTo("AS64501 (Newer)");

        rewrite(file, "192.0.2.0/24\n", 2);
        live.look();
        assertThat(live.of(address)).hasToString("AS64501");
        assertThat(live.report()).hasSize(2).last().asString().contains(":1: a line is");

        Files.delete(file);
        live.look();
        assertThat(live.of(address)).hasToString("AS64501");
    }

    @FuzzTest(maxDuration = "10s")
    void no_file_breaks_the_reader(byte[] octets) throws IOException {
        var text = Files.createTempFile("networks", ".csv");
        var binary = Files.createTempFile("networks", ".mmdb");
        try {
            Files.write(text, octets);
            Files.write(binary, octets);
            NetworkFile.read(text);
            NetworkFile.read(binary);
        } finally {
            Files.delete(text);
            Files.delete(binary);
        }
    }

    private AddressRanges read(String text) throws IOException {
        return ((NetworkFile.Outcome.Read) NetworkFile.read(write(text))).ranges();
    }

    private Path write(String text) throws IOException {
        var file = folder.resolve("networks.csv");
        Files.writeString(file, text, StandardCharsets.UTF_8);
        return file;
    }

    private static void rewrite(Path file, String text, int seconds) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(seconds)));
    }

    private static InetAddress address(int four) throws IOException {
        return InetAddress.getByAddress(
                new byte[] {(byte) (four >> 24), (byte) (four >> 16), (byte) (four >> 8), (byte) four});
    }
}
