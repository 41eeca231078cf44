package org.postern.reach.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.postern.wire.Octets;

class SealedReportTest {
    private static final Octets REPORT = Octets.utf8("{\"test_keys\":{}}");

    @Test
    void only_the_key_that_it_was_sealed_to_opens_it() {
        var ours = SealedReport.generate();
        var another = SealedReport.generate();

        var sealed = SealedReport.seal(ours[1], REPORT);

        assertThat(SealedReport.open(ours[0], ours[1], sealed).orElseThrow().toByteArray())
                .isEqualTo(REPORT.toByteArray());
        assertThat(SealedReport.open(another[0], another[1], sealed)).isEmpty();
    }

    @Test
    void a_changed_octet_is_noticed_wherever_it_is() {
        var ours = SealedReport.generate();
        var sealed = SealedReport.seal(ours[1], REPORT).toByteArray();

        for (int at = 0; at < sealed.length; at++) {
            var changed = sealed.clone();
            changed[at] ^= 1;
            if (at != 31) { // RFC 7748 §5: the highest bit of the last octet of a public key is passed over
                assertThat(SealedReport.open(ours[0], ours[1], Octets.of(changed)))
                        .as("octet " + at)
                        .isEmpty();
            }
        }
    }

    @Test
    void it_survives_a_mail() {
        var sealed = SealedReport.seal(SealedReport.generate()[1], REPORT);
        var mail =
                "Subject: hi\r\n\r\nHello,\r\n" + SealedReport.armoured(sealed).replace("\n", "\r\n") + "Bye\r\n";

        assertThat(SealedReport.find(mail).orElseThrow().toByteArray()).isEqualTo(sealed.toByteArray());
        assertThat(SealedReport.find("no report here")).isEmpty();
    }
}
