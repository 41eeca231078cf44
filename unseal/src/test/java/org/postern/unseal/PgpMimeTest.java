package org.postern.unseal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.seal.Armor;
import org.postern.seal.Plaintext;
import org.postern.seal.Sealer;
import org.postern.unseal.PgpMime.Opened;
import org.postern.wire.Octets;

class PgpMimeTest {
    private static final SecretKeys ADA = TestKeys.of("ada@example.org", 1);
    private static final SecretKeys BOB = TestKeys.of("bob@example.org", 2);
    private static final SecretKeys EVE = TestKeys.of("eve@example.org", 3);
    private static final Octets MESSAGE = Octets.utf8("""
            From: ada@example.org
            To: bob@example.org
            Bcc: carol@example.org
            Subject: The Grüße and
             the folded rest
            Keywords: secret
            Date: Mon, 23 Nov 2026 20:00:00 +0000
            Message-ID: <a@example.org>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8

            Hello Bob,

            see you.
            """.replace("\n", "\r\n"));

    private final PgpMime ada = new PgpMime(ADA, Sealer.standard());
    private final PgpMime bob = new PgpMime(BOB, Sealer.standard());

    @Test
    void the_recipient_reads_header_and_text_and_knows_the_sender() {
        var wire = ada.protect(MESSAGE, List.of(BOB.v6(), ADA.v6()), TestKeys.MADE);

        var opened = (Opened.Read) bob.open(wire, List.of(EVE.v6(), ADA.v6()));

        var signedBy = (SignatureVerdict.SignedBy) opened.signature();
        assertThat(signedBy.certificate().fingerprintText()).isEqualTo(ADA.v6().fingerprintText());
        assertThat(text(opened.entity()))
                .contains("Subject: The Grüße and\r\n the folded rest\r\n", "Keywords: secret\r\n")
                .contains("HP-Outer: Subject: ...\r\n", "HP-Outer: To: bob@example.org\r\n")
                .contains("Content-Type: text/plain; charset=utf-8;\r\n hp=\"cipher\"\r\n\r\nHello Bob,")
                .doesNotContain("carol", "HP-Outer: Keywords");
        assertThat(new PgpMime(ADA, Sealer.standard()).open(wire, List.of())).isInstanceOf(Opened.Read.class);
    }

    @Test
    void the_outside_tells_neither_subject_nor_text() {
        var wire = text(ada.protect(MESSAGE, List.of(BOB.v6()), TestKeys.MADE));

        assertThat(wire)
                .startsWith("From: ada@example.org\r\nTo: bob@example.org\r\nSubject: ...\r\n")
                .contains("Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\";")
                .doesNotContain("folded rest", "Hello", "carol", "Keywords", "hp=");
        assertThat(wire.lines()).allMatch(line -> line.length() <= 998);
    }

    @Test
    void somebody_else_or_a_changed_message_stays_closed() {
        var wire = ada.protect(MESSAGE, List.of(BOB.v6()), TestKeys.MADE);
        var changed = text(wire);
        int middle = changed.indexOf("-----END PGP MESSAGE") - 100;
        char other = changed.charAt(middle) == 'A' ? 'B' : 'A';
        changed = changed.substring(0, middle) + other + changed.substring(middle + 1);

        assertThat(new PgpMime(EVE, Sealer.standard()).open(wire, List.of())).isInstanceOf(Opened.Closed.class);
        assertThat(bob.open(Octets.utf8(changed), List.of())).isInstanceOf(Opened.Closed.class);
        assertThat(bob.open(wire.slice(0, wire.size() - 40), List.of())).isInstanceOf(Opened.Closed.class);
    }

    @Test
    void a_signature_by_nobody_known_is_unverified_and_plain_mail_is_not_protected() {
        var wire = ada.protect(MESSAGE, List.of(BOB.v6()), TestKeys.MADE);

        var opened = (Opened.Read) bob.open(wire, List.of(EVE.v6()));

        assertThat(opened.signature()).isInstanceOf(SignatureVerdict.Unverified.class);
        assertThat(bob.open(MESSAGE, List.of())).isInstanceOf(Opened.NotProtected.class);
    }

    @Test
    void an_encrypted_message_that_nobody_signed_is_unsigned() {
        var armoured = Armor.MESSAGE.write(
                Sealer.standard().encrypt(List.of(BOB.v6()), Plaintext.literal(Octets.ascii("\r\nno name"))));

        var opened = (Opened.Read) bob.open(encrypted(armoured), List.of(ADA.v6()));

        assertThat(opened.signature()).isInstanceOf(SignatureVerdict.Unsigned.class);
        assertThat(text(opened.entity())).isEqualTo("\r\nno name");
    }

    @Test
    void a_signed_message_is_verified_over_its_exact_octets() {
        var part = "Content-Type: text/plain\r\n\r\nIn the open.\r\n";
        var signature = Armor.SIGNATURE.write(ADA.signV4(Octets.ascii(part), TestKeys.MADE));
        var wire = """
                Content-Type: multipart/signed; micalg=pgp-sha512; boundary=b

                --b
                %s
                --b
                Content-Type: application/pgp-signature

                %s
                --b--
                """.formatted(part.replace("\r\n", "\n"), text(signature).replace("\r\n", "\n"))
                .replace("\n", "\r\n");

        var good = (Opened.Read) bob.open(Octets.ascii(wire), List.of(ADA.v4()));
        var changed = (Opened.Read) bob.open(Octets.ascii(wire.replace("open", "dark")), List.of(ADA.v4()));

        assertThat(good.signature()).isInstanceOf(SignatureVerdict.SignedBy.class);
        assertThat(text(good.entity())).isEqualTo(part);
        assertThat(changed.signature()).isInstanceOf(SignatureVerdict.Unverified.class);
    }

    static Octets encrypted(Octets armoured) {
        return Octets.join(Octets.ascii("""
                        Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"

                        --b
                        Content-Type: application/pgp-encrypted

                        Version: 1

                        --b
                        Content-Type: application/octet-stream

                        """.replace("\n", "\r\n")), armoured, Octets.ascii("\r\n--b--\r\n"));
    }

    static String text(Octets octets) {
        return new String(octets.toByteArray(), StandardCharsets.UTF_8);
    }
}
