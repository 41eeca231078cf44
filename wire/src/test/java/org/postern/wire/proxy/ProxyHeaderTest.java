package org.postern.wire.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /// `TCP4`, 192.0.2.1:4660 to 198.51.100.2:25.
    private static final String FOUR = "2111000cc0000201c6336402123400" + "19";

    @Test
    void a_client_s_own_address_and_port_are_read() {
        var four = ProxyHeader.parse(octets(SIGNATURE + FOUR));
        var six = ProxyHeader.parse(octets(SIGNATURE + "21210024" + "20010db8000000000000000000000001"
                + "20010db8000000000000000000000002" + "ffff0019"));

        assertThat(four).isInstanceOfSatisfying(ProxyHeader.Client.class, client -> {
            assertThat(client.address().toByteArray()).containsExactly(192, 0, 2, 1);
            assertThat(client.port()).isEqualTo(0x1234);
        });
        assertThat(six).isInstanceOfSatisfying(ProxyHeader.Client.class, client -> {
            assertThat(client.address().size()).isEqualTo(16);
            assertThat(client.port()).isEqualTo(65535);
        });
    }

    @Test
    void a_balancer_that_speaks_for_itself_is_told_from_one_that_carries_a_client() {
        assertThat(ProxyHeader.parse(octets(SIGNATURE + "20000000"))).isInstanceOf(ProxyHeader.Itself.class);
        assertThat(ProxyHeader.parse(octets(SIGNATURE + "2011000c" + "00".repeat(12))))
                .isInstanceOf(ProxyHeader.Itself.class);
        assertThat(ProxyHeader.parse(octets(SIGNATURE + "21000000"))).isInstanceOf(ProxyHeader.Itself.class);
    }

    @Test
    void a_checksum_that_is_there_must_be_right() {
        var right = SIGNATURE + "21110013" + FOUR.substring(8) + "030004" + "5f0de59c";
        var sum = checksum(right);

        assertThat(ProxyHeader.parse(octets(right.substring(0, right.length() - 8) + sum)))
                .isInstanceOf(ProxyHeader.Client.class);
        assertThat(ProxyHeader.parse(octets(right.substring(0, right.length() - 8) + "00000000")))
                .isInstanceOf(ProxyHeader.Broken.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1111000cc0000201c633640212340019, another version",
        "2211000cc0000201c633640212340019, unknown command",
        "2112000cc0000201c633640212340019, UDP",
        "2131000cc0000201c633640212340019, a local socket",
        "21110004c0000201, addresses are cut off",
        "2111000dc0000201c63364021234001903, an extension is cut off",
        "2111000fc0000201c6336402123400190400ff, an extension is longer than the header",
        "2111000c, shorter than it says",
        "2111000cc0000201c63364021234001900, longer than it says"
    })
    void what_is_no_such_header_is_refused(String behindSignature, String what) {
        assertThat(ProxyHeader.parse(octets(SIGNATURE + behindSignature)))
                .as(what)
                .isInstanceOf(ProxyHeader.Broken.class);
    }

    @Test
    void a_length_beyond_reason_is_refused_before_it_is_read() {
        assertThat(ProxyHeader.length(octets(SIGNATURE + "21110fff"))).isEqualTo(-1);
        assertThat(ProxyHeader.length(octets(SIGNATURE + "2111000c"))).isEqualTo(28);
        assertThat(ProxyHeader.length(octets("50524f58592054435034203139322e30")))
                .isEqualTo(-1);
    }

    private static String checksum(String hex) {
        var octets = octets(hex);
        for (int i = octets.length - 4; i < octets.length; i++) {
            octets[i] = 0;
        }
        var sum = new java.util.zip.CRC32C();
        sum.update(octets, 0, octets.length);
        return "%08x".formatted(sum.getValue());
    }

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
