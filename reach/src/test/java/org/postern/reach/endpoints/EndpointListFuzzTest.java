package org.postern.reach.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.postern.wire.Octets;

/// THREAT T-15: whatever is offered as a list is read or refused, and what is read is written back.
class EndpointListFuzzTest {
    @FuzzTest
    void a_list_is_read_or_refused(byte[] octets) {
        SignedList.unverified(Octets.of(octets)).ifPresent(read -> {
            var again = SignedList.unverified(
                    SignedList.of(read.list(), read.signature()).octets());
            assertThat(again.orElseThrow().list()).isEqualTo(read.list());
        });
    }
}
