package org.postern.wire.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OnionCircuitTest {
    @Test
    void the_circuit_s_number_is_the_end_of_an_address() {
        assertThat(address("PROXY TCP6 fc00:dead:beef:4dad::ffff:ffff ::1 65535 42\r\n"))
                .isEqualTo("fc00deadbeef4dad00000000ffffffff");
        assertThat(address("PROXY TCP6 fc00:dead:beef:4dad::0:2f ::1 47 80\r\n"))
                .isEqualTo("fc00deadbeef4dad000000000000002f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET / HTTP/1.1\r\n",
                "PROXY UNKNOWN\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 1 25\r\n",
                "PROXY TCP6 2001:db8::1 ::1 47 80\r\n",
                "PROXY TCP6 fc00:dead:beef:4dad::0:2f ::1 47 80\n",
                "PROXY TCP6 fc00:dead:beef:4dad::0:2f ::1 47 80\r\nGET",
                "PROXY TCP6 fc00:dead:beef:4dad::0:12345 ::1 47 80\r\n"
            })
    void what_tor_does_not_write_is_none(String line) {
        assertThat(OnionCircuit.parse(line)).isEmpty();
    }

    private static String address(String line) {
        return OnionCircuit.parse(line)
                .map(circuit -> HexFormat.of().formatHex(circuit.address().toByteArray()))
                .orElse("none");
    }
}
