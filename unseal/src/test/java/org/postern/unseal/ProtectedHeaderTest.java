package org.postern.unseal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.postern.unseal.PgpMime.Opened;
import org.postern.wire.Octets;

/// What is shown of a message whose header was protected (RFC 9788 §4).
class ProtectedHeaderTest {
    private static final String OUTSIDE = """
            Received: from somewhere
            From: ada@example.org
            To: bob@example.org
            Subject: ...
            Message-ID: <a@example.org>
            MIME-Version: 1.0
            Content-Type: multipart/encrypted; boundary=x

            armour
            """;

    @Test
    void with_hp_the_fields_inside_are_the_messages() {
        var shown = shown("""
                From: Ada <ada@example.org>
                Subject: The harbour
                HP-Outer: Subject: ...
                Content-Type: text/plain; charset=utf-8; hp="cipher"

                Hello
                """);

        assertThat(shown).isEqualTo(crlf("""
                Message-ID: <a@example.org>
                From: Ada <ada@example.org>
                Subject: The harbour
                Content-Type: text/plain; charset=utf-8; hp="cipher"

                Hello
                """));
    }

    @Test
    void with_protected_headers_of_the_older_kind_the_others_come_from_outside() {
        var shown = shown("""
                Subject: The harbour
                Content-Type: text/plain; protected-headers="v1"

                Hello
                """);

        assertThat(shown)
                .contains("To: bob@example.org\r\n", "Subject: The harbour\r\n", "Received: from somewhere\r\n")
                .doesNotContain("...", "multipart");
    }

    @Test
    void without_either_the_header_is_that_outside() {
        var shown = shown("""
                Subject: not meant to be seen
                Content-Type: text/plain

                Hello
                """);

        assertThat(shown).contains("Subject: ...\r\n", "Hello").doesNotContain("not meant", "armour");
    }

    @Test
    void a_sender_inside_who_is_not_the_one_outside_is_not_believed() {
        var shown = shown("""
                From: The Bank <bank@example.org>
                Subject: The harbour
                Content-Type: text/plain; hp="cipher"

                Hello
                """);

        assertThat(shown)
                .contains("From: ada@example.org\r\n", "Subject: The harbour\r\n")
                .doesNotContain("Bank");
    }

    private static String shown(String inside) {
        var read = new Opened.Read(Octets.utf8(crlf(inside)), new SignatureVerdict.Unsigned());
        return new String(PgpMime.shown(Octets.utf8(crlf(OUTSIDE)), read).toByteArray(), StandardCharsets.UTF_8);
    }

    private static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }
}
