package org.postern.wire.dns.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.wire.Octets;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/// Our signatures before dnsjava, and its before us.
final class TsigTest {
    private static final long NOW = 1_800_000_000;
    private static final String SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    @ParameterizedTest
    @ValueSource(strings = {"hmac-sha256", "hmac-sha384", "hmac-sha512"})
    void dnsjava_accepts_what_we_sign(String algorithm) throws IOException {
        var key = TsigKey.parse(algorithm + ":key.test:" + SECRET);
        var update = new OutwardMessage.Update(0x4242, TestZone.APEX, 60);

        var sealed = OutwardMessage.update(update, Map.of(TestZone.in("mx1"), List.of(TestZone.address(7))), key, NOW);

        var octets = sealed.octets().toByteArray();
        assertThat(theirs(algorithm).verify(new Message(octets), octets, null)).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void what_dnsjava_signs_is_accepted_and_what_was_changed_is_not() throws IOException {
        var message = new Message(TestZone.question("mx1.mx.example.test", Type.A));
        message.setTSIG(theirs("hmac-sha256"));
        var octets = message.toWire(65_535);
        var query = TestZone.read(octets);

        assertThat(check(octets, query, NOW)).isEqualTo(new Tsig.Check.Valid(TestZone.KEY));
        assertThat(check(octets, query, NOW + 301))
                .isEqualTo(new Tsig.Check.Wrong(Tsig.BADTIME, Optional.of(TestZone.KEY)));
        octets[13] ^= 1; // THREAT T-55
        assertThat(check(octets, query, NOW)).isEqualTo(new Tsig.Check.Wrong(Tsig.BADSIG, Optional.empty()));
    }

    @Test
    void a_key_that_is_not_known_is_told_apart() throws IOException {
        var message = new Message(TestZone.question("mx1.mx.example.test", Type.A));
        message.setTSIG(theirs("hmac-sha256"));
        var octets = message.toWire(65_535);
        var mark = TestZone.read(octets).mark().orElseThrow();

        assertThat(Tsig.check(octets, mark, Octets.empty(), name -> Optional.empty(), NOW))
                .isEqualTo(new Tsig.Check.Wrong(Tsig.BADKEY, Optional.empty()));
    }

    @Test
    void an_answer_counts_only_with_the_signature_that_belongs_to_the_question() {
        var sealed = OutwardMessage.notice(0x4242, TestZone.APEX, TestZone.KEY, NOW);
        var answer = Arrays.copyOf(new byte[] {0x42, 0x42, (byte) 0xa4, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 512);
        var bare = Arrays.copyOf(answer, 12);
        int size = Tsig.sign(answer, 12, new Tsig.Manner(TestZone.KEY, sealed.mac(), NOW, 0));
        var signed = Arrays.copyOf(answer, size);

        assertThat(OutwardMessage.heard(signed, sealed, TestZone.KEY, NOW)).isEqualTo(new OutwardMessage.Heard.Said(0));
        assertThat(OutwardMessage.heard(bare, sealed, TestZone.KEY, NOW)).isEqualTo(new OutwardMessage.Heard.NotOurs());
        signed[3] = 5; // "refused", which nobody has signed
        assertThat(OutwardMessage.heard(signed, sealed, TestZone.KEY, NOW))
                .isEqualTo(new OutwardMessage.Heard.NotOurs());
    }

    private static Tsig.Check check(byte[] octets, Query query, long now) {
        return Tsig.check(octets, query.mark().orElseThrow(), Octets.empty(), name -> Optional.of(TestZone.KEY), now);
    }

    private static TSIG theirs(String algorithm) {
        var clock = java.time.Clock.fixed(Instant.ofEpochSecond(NOW), java.time.ZoneOffset.UTC);
        try {
            return new TSIG(
                    org.xbill.DNS.Name.fromString(algorithm + "."),
                    org.xbill.DNS.Name.fromString("key.test."),
                    new javax.crypto.spec.SecretKeySpec(
                            java.util.Base64.getDecoder().decode(SECRET), "HmacSHA256"),
                    clock);
        } catch (org.xbill.DNS.TextParseException wrong) {
            throw new IllegalStateException(wrong);
        }
    }
}
