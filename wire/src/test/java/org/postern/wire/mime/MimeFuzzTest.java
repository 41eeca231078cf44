package org.postern.wire.mime;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Optional;
import org.postern.wire.Octets;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`.
class MimeFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void summaries(byte[] message) {
        var summary = SummaryReader.read(Octets.of(message), Optional.empty(), List.of());

        if (summary.toJson().size() > 24 * 1024) {
            throw new IllegalStateException("a summary outgrows its limit");
        }
        for (byte octet : summary.toJson().toByteArray()) {
            if (octet >= 0 && octet < ' ') {
                throw new IllegalStateException("a control character in a summary");
            }
        }
    }
}
