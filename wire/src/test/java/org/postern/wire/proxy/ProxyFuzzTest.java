package org.postern.wire.proxy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`.
class ProxyFuzzTest {
    /// Whatever a balancer, or who stands in its place, sends.
    @FuzzTest(maxDuration = "60s")
    void headers(byte[] sent) {
        if (sent.length < ProxyHeader.FIXED) {
            return;
        }
        int length = ProxyHeader.length(Arrays.copyOf(sent, ProxyHeader.FIXED));
        check(
                length == -1 || (length >= ProxyHeader.FIXED && length <= ProxyHeader.MOST_OCTETS),
                "a length out of range");
        switch (ProxyHeader.parse(sent)) {
            case ProxyHeader.Client client -> {
                check(length == sent.length, "a header that is longer or shorter than it says");
                check(client.address().size() == 4 || client.address().size() == 16, "an address of another size");
                check(client.port() >= 0 && client.port() <= 0xffff, "a port out of range");
            }
            case ProxyHeader.Itself itself -> check(length == sent.length, "a header of another length");
            case ProxyHeader.Broken broken -> check(!broken.why().isEmpty(), "no reason");
        }
    }

    /// Whatever comes in tor's place.
    @FuzzTest(maxDuration = "60s")
    void circuits(byte[] sent) {
        OnionCircuit.parse(new String(sent, StandardCharsets.US_ASCII))
                .ifPresent(circuit -> check(circuit.address().size() == 16, "an address of another size"));
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
