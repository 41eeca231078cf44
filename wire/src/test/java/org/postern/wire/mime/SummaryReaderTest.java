package org.postern.wire.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;

class SummaryReaderTest {
    @Test
    void an_ordinary_message_is_summed_up() {
        var summary = read("""
                From: Ada <ada@example.org>
                To: bob@example.org, "Eve, the other" <eve@example.org>
                Subject: =?utf-8?Q?Gr=C3=BC?= =?utf-8?Q?=C3=9Fe?=
                Date: Mon, 23 Nov 2026 21:00:05 +0100
                Message-ID: <3@x>
                In-Reply-To: <2@x>
                References: <1@x> <2@x>

                Hello
                  world.
                """);

        assertThat(summary.people().from()).containsExactly(new Person("Ada", "ada@example.org"));
        assertThat(summary.people().to())
                .containsExactly(new Person("", "bob@example.org"), new Person("Eve, the other", "eve@example.org"));
        assertThat(summary.subject()).isEqualTo("Gr\u00fc\u00dfe");
        assertThat(summary.date()).contains(Instant.parse("2026-11-23T20:00:05Z"));
        assertThat(summary.preview()).isEqualTo("Hello world.");
        assertThat(summary.threadRoot()).contains("1@x");
        assertThat(summary.protection()).isEqualTo(Protection.NONE);
    }

    @Test
    void the_summary_is_written_as_the_format_says() {
        var message = Octets.ascii("From: \"A \\\"b\\\"\" <a@x.test>\r\nSubject: s\r\nMessage-ID: <m@x>\r\n\r\nhi\r\n");

        var json = SummaryReader.read(
                        message,
                        MailAddress.parse("a@x.test"),
                        List.of(new AuthenticationResult("spf", "pass", "x.test")))
                .toJson();

        assertThat(text(json))
                .isEqualTo("{\"v\":1,\"from\":[{\"name\":\"A \\\"b\\\"\",\"email\":\"a@x.test\"}],\"subject\":\"s\","
                        + "\"preview\":\"hi\",\"messageId\":[\"m@x\"],\"size\":" + message.size()
                        + ",\"protection\":\"none\",\"auth\":[{\"method\":\"spf\",\"result\":\"pass\",\"domain\":\"x.test\"}],"
                        + "\"envelopeFrom\":\"a@x.test\"}");
    }

    @Test
    void attachments_have_names_types_and_sizes() {
        var summary = read("""
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: multipart/alternative; boundary=c

                --c
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                Gr=C3=BC=C3=9Fe
                --c
                Content-Type: text/html

                <p>never shown</p>
                --c--
                --b
                Content-Type: application/pdf
                Content-Disposition: attachment; filename*0*=UTF-8''pl%C3%A4; filename*1=ne.pdf
                Content-Transfer-Encoding: base64

                aGVsbG8=
                --b
                Content-Type: message/rfc822

                Subject: inner

                text
                --b--
                """);

        assertThat(summary.preview()).isEqualTo("Gr\u00fc\u00dfe");
        assertThat(summary.attachments())
                .extracting(Attachment::name, Attachment::type)
                .containsExactly(tuple("pl\u00e4ne.pdf", "application/pdf"), tuple("", "message/rfc822"));
        assertThat(summary.attachments().getFirst().sizeBytes()).isEqualTo(5);
    }

    @Test
    void html_alone_gives_its_words() {
        var summary = read("""
                Content-Type: text/html; charset=utf-8

                <html><head><title>T</title><style>p{color:red}</style></head><!-- no -->
                <body><p>Caf&eacute; &amp; <b>t&#101;a</b></p><script>alert(1)</script> now</body></html>
                """);

        assertThat(summary.preview()).isEqualTo("Caf & tea now");
    }

    @ParameterizedTest
    @CsvSource({
        "'multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b', PGP_ENCRYPTED",
        "'multipart/signed; micalg=pgp-sha256; protocol=\"application/pgp-signature\"; boundary=b', PGP_SIGNED",
        "'multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b', SMIME",
        "'application/pkcs7-mime; smime-type=enveloped-data', SMIME",
        "text/plain, NONE"
    })
    void protection_is_told_by_the_outer_type(String type, Protection protection) {
        assertThat(read("Content-Type: " + type + "\n\n--b\n\nx\n--b--\n").protection())
                .isEqualTo(protection);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "=?iso-8859-1?Q?a_=E4?= | a \u00e4",
                "=?UTF-8?B?w6Q=?= | \u00e4",
                "=?UTF-8?Q?=C3?= =?UTF-8?Q?=A4?= | \u00e4",
                "=?us-ascii?Q?=E4?= | \u00e4",
                "=?no-such?Q?=E4?= | \u00e4",
                "=?iso-8859-1*de?Q?=E4?= | \u00e4",
                "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?= | \u65e5\u672c",
                "a =?UTF-8?Q?b?= c | a b c",
                "=?broken | =?broken",
                "=?utf-8?X?abc?= | =?utf-8?X?abc?=",
                "=?UTF-8?Q?100%_=G1?= | 100% =G1"
            })
    void encoded_words_are_decoded_as_far_as_they_can_be(String written, String decoded) {
        assertThat(EncodedWords.decode(written)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Fri, 21 Nov 1997 09:55:06 -0600 | 1997-11-21T15:55:06Z",
                "21 Nov 97 09:55 GMT | 1997-11-21T09:55:00Z",
                "Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time) | 1969-02-14T03:02:00Z",
                "Mon, 1 January 2024 00:00:60 EST | 2024-01-01T05:00:59Z",
                "3 Mar 04 1:02:03 | 2004-03-03T01:02:03Z"
            })
    void dates_are_read_in_old_and_new_forms(String written, String instant) {
        assertThat(DateReader.read(written)).contains(Instant.parse(instant));
    }

    @ParameterizedTest
    @CsvSource({"yesterday", "32 Jan 2024 00:00:00 +0000", "1 Foo 2024 00:00:00 +0000", "1 Jan 2024 00:00:00 +9999"})
    void dates_that_are_none_are_left_out(String written) {
        assertThat(DateReader.read(written)).isEmpty();
    }

    @Test
    void address_fields_are_read_however_they_are_written() {
        assertThat(AddressFieldReader.read(
                        "A Group:Ed Jones <joe@where.test>,joe@where.test (John);, Pete(A nice \\) chap) <pete(x)@silly.test>,"
                                + " nobody, <@relay.test:e@f.test>, =?utf-8?q?=C3=A4?= <g@h.test"))
                .containsExactly(
                        new Person("Ed Jones", "joe@where.test"),
                        new Person("John", "joe@where.test"),
                        new Person("Pete", "pete(x)@silly.test"),
                        new Person("nobody", ""),
                        new Person("", "e@f.test"),
                        new Person("\u00e4", "g@h.test"));
    }

    @Test
    void raw_octets_in_a_header_are_utf8_or_else_windows_1252() {
        assertThat(read("Subject: \u00e4\n\n", StandardCharsets.UTF_8).subject())
                .isEqualTo("\u00e4");
        assertThat(read("Subject: \u00e4\n\n", StandardCharsets.ISO_8859_1).subject())
                .isEqualTo("\u00e4");
    }

    @Test
    void a_summary_never_outgrows_its_limit() {
        var header =
                new StringBuilder("Subject: ").append("\u65e5".repeat(3000)).append('\n');
        for (var name : List.of("To", "Cc", "Bcc", "From", "Reply-To")) {
            header.append(name).append(": ");
            for (int i = 0; i < 800; i++) {
                header.append("\u65e5".repeat(300))
                        .append(" <")
                        .append("y".repeat(400))
                        .append(i)
                        .append("@x.test>, ");
            }
            header.append('\n');
        }
        header.append("References: ")
                .append(("<" + "z".repeat(200) + "@x> ").repeat(300))
                .append("\n\ntext\n");

        assertThat(read(header.toString()).toJson().size()).isLessThanOrEqualTo(24 * 1024);
    }

    @Test
    void hostile_nesting_and_repetition_end_soon() {
        var nested = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }

        assertThat(read(nested.toString()).attachments()).isEmpty();
        assertThat(read("Subject: " + "=?a?q?x".repeat(30_000) + "\n\n").subject())
                .startsWith("=?a?q?x");
        assertThat(read("To: <" + ",".repeat(200_000) + "\n\n").people().to()).hasSizeLessThan(2000);
        assertThat(read("Content-Type: text/html\n\n" + "&".repeat(100_000)).preview())
                .startsWith("&&&");
    }

    private static MessageSummary read(String message) {
        return read(message, StandardCharsets.UTF_8);
    }

    private static MessageSummary read(String message, Charset charset) {
        return SummaryReader.read(
                Octets.of(message.replace("\n", "\r\n").getBytes(charset)), Optional.empty(), List.of());
    }

    private static String text(Octets octets) {
        return new String(octets.toByteArray(), StandardCharsets.UTF_8);
    }
}
