package org.postern.wire.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.postern.wire.Octets;

/// The message and the keys of RFC 8463 appendix A.
class Rfc8463VectorTest {
    private static final String ED25519_KEY = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    private static final String RSA_KEY =
            "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3id"
                    + "Y6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hst"
                    + "T5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB";
    private static final String ED25519_SEED = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
    private static final String MESSAGE = """
            DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=brisbane; t=1528637909; h=from : to :
             subject : date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
             Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
            DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=test; t=1528637909; h=from : to : subject :
             date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
             DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
             dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
            From: Joe SixPack <joe@football.example.com>
            To: Suzie Q <suzie@shopping.example.net>
            Subject: Is dinner ready?
            Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
            Message-ID: <20030712040037.46341.5F8J@football.example.com>

            Hi.

            We lost the game.  Are you hungry yet?

            Joe.
            """.replace("\n", "\r\n");

    @Test
    void both_signatures_of_the_appendix_verify() {
        var message = RawMessage.split(Octets.ascii(MESSAGE));

        assertThat(verdict(message, 0, ED25519_KEY)).isEqualTo(DkimCheck.Verdict.GOOD);
        assertThat(verdict(message, 1, RSA_KEY)).isEqualTo(DkimCheck.Verdict.GOOD);
    }

    @Test
    void white_space_may_change_and_words_may_not() {
        var respaced = RawMessage.split(Octets.ascii(MESSAGE.replace("Subject: Is dinner", "SUBJECT:\t Is \r\n  dinner")
                .replace("game.  Are", "game. \t Are")
                .replace("Joe.\r\n", "Joe. \r\n\r\n\r\n")));
        var otherSubject = RawMessage.split(Octets.ascii(MESSAGE.replace("Is dinner", "Is lunch")));
        var otherBody = RawMessage.split(Octets.ascii(MESSAGE.replace("We lost", "We won")));

        assertThat(verdict(respaced, 0, ED25519_KEY)).isEqualTo(DkimCheck.Verdict.GOOD);
        assertThat(verdict(otherSubject, 0, ED25519_KEY)).isEqualTo(DkimCheck.Verdict.SIGNATURE_WRONG);
        assertThat(verdict(otherBody, 1, RSA_KEY)).isEqualTo(DkimCheck.Verdict.BODY_CHANGED);
    }

    @Test
    void a_second_subject_breaks_the_oversigned_field() {
        var twice = RawMessage.split(Octets.ascii(MESSAGE.replace("From: Joe", "Subject: You won!\r\nFrom: Joe")));

        assertThat(verdict(twice, 0, ED25519_KEY)).isEqualTo(DkimCheck.Verdict.SIGNATURE_WRONG);
    }

    @Test
    void a_key_of_another_algorithm_or_a_revoked_one_is_unusable() {
        var message = RawMessage.split(Octets.ascii(MESSAGE));

        assertThat(verdict(message, 0, RSA_KEY)).isEqualTo(DkimCheck.Verdict.KEY_UNUSABLE);
        assertThat(verdict(message, 0, "v=DKIM1; k=ed25519; p=")).isEqualTo(DkimCheck.Verdict.KEY_UNUSABLE);
        assertThat(verdict(message, 0, "v=DKIM1; k=ed25519; p=AAAA")).isEqualTo(DkimCheck.Verdict.KEY_UNUSABLE);
    }

    @Test
    void signing_with_the_seed_of_the_appendix_gives_the_signature_of_the_appendix() throws Exception {
        var message = RawMessage.split(Octets.ascii(MESSAGE));
        var own = message.header().getFirst();
        var read = DkimSignature.parse(own).orElseThrow();
        var signer = Signature.getInstance("Ed25519");
        signer.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8())));

        signer.update(read.signatureInput(message.header(), own));

        assertThat(signer.sign()).isEqualTo(read.signature().toByteArray());
    }

    @Test
    void canonical_bodies_hash_as_the_standard_says() {
        var empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; // RFC 6376 §3.4.4
        var oneLineEnd = "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="; // RFC 6376 §3.4.3

        assertThat(hash("", Canonicalization.RELAXED)).isEqualTo(empty);
        assertThat(hash("\r\n \r\n\t", Canonicalization.RELAXED)).isEqualTo(empty);
        assertThat(hash("", Canonicalization.SIMPLE)).isEqualTo(oneLineEnd);
        assertThat(hash("\r\n\r\n", Canonicalization.SIMPLE)).isEqualTo(oneLineEnd);
        assertThat(hash(" C \r\nD \t E\r\n\r\n\r\n", Canonicalization.RELAXED))
                .isEqualTo(hash(" C\r\nD E\r\n", Canonicalization.SIMPLE)); // RFC 6376 §3.4.5
        assertThat(hash("a\r\rb", Canonicalization.RELAXED)).isEqualTo(hash("a\r\rb\r\n", Canonicalization.SIMPLE));
    }

    @Test
    void a_body_in_many_pieces_hashes_as_in_one() {
        var whole = "Line one \r\n\r\n  two\t\r\n\r\n";
        var pieces = new Octets.Builder();
        whole.chars().forEach(c -> pieces.add(new byte[] {(byte) c}));

        var hash = BodyHash.of(pieces.build(), Canonicalization.RELAXED, OptionalLong.empty());

        assertThat(Base64.getEncoder().encodeToString(hash)).isEqualTo(hash(whole, Canonicalization.RELAXED));
    }

    @Test
    void a_message_cut_and_joined_is_the_same() {
        for (var text : List.of(MESSAGE, "A: b\r\n\r\n", "A: b\r\n c\r\nD: e\r\n\r\n\r\nbody", "\r\nonly body")) {
            assertThat(RawMessage.split(Octets.ascii(text)).octets().toByteArray())
                    .asString()
                    .isEqualTo(text);
        }
    }

    private static DkimCheck.Verdict verdict(RawMessage message, int field, String keyRecord) {
        var own = message.header().get(field);
        var key = DkimKeyRecord.parse(keyRecord).orElseThrow();
        return DkimCheck.verify(DkimSignature.parse(own).orElseThrow(), own, message, key);
    }

    private static String hash(String body, Canonicalization form) {
        return Base64.getEncoder().encodeToString(BodyHash.of(Octets.ascii(body), form, OptionalLong.empty()));
    }

    private static byte[] pkcs8() {
        var prefix = Base64.getDecoder().decode("MC4CAQAwBQYDK2VwBCIEIA==");
        var seed = Base64.getDecoder().decode(ED25519_SEED);
        var encoded = java.util.Arrays.copyOf(prefix, prefix.length + seed.length);
        System.arraycopy(seed, 0, encoded, prefix.length, seed.length);
        return encoded;
    }
}
