package org.postern.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.postern.wire.Octets;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`. Everything here that reads what a client or a
/// stranger sent: it answers, and never throws.
class HostileInputFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void a_certificate_is_read_or_refused(byte[] octets) {
        assertThat(Certificate.forStorage(octets)).isNotNull();
        assertThat(Certificate.forWorld(octets)).isNotNull();
    }

    @FuzzTest(maxDuration = "60s")
    void an_upload_is_split_without_loss_or_not_at_all(byte[] octets) {
        byte[] recipient = octets.length < 37 ? new byte[32] : Arrays.copyOfRange(octets, 5, 37);
        var upload = Octets.of(octets);

        var split = SealedMessage.split(upload, recipient);

        split.ifPresent(parts -> assertThat(
                        Octets.join(parts.key(), parts.summary(), parts.body()).toByteArray())
                .isEqualTo(octets));
        assertThat(SealedMessage.isOpenable(upload, recipient) && split.isPresent())
                .isFalse();
    }

    @FuzzTest(maxDuration = "60s")
    void armour_is_read_or_not(byte[] octets) {
        assertThat(Armor.MESSAGE.read(Octets.of(octets))).isNotNull();
    }
}
