package org.postern.cli.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.postern.wire.Octets;

class TextBodyTest {
    @Test
    void the_first_plain_part_is_decoded() {
        var text = TextBody.of(Octets.utf8("""
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/html

                <p>rich</p>
                --b
                Content-Type: text/plain; charset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable

                Gr=FC=DFe
                --b--
                """.replace("\n", "\r\n")));

        assertThat(text).isEqualTo("Grüße");
    }

    @Test
    void an_unknown_charset_is_read_as_utf_8() {
        assertThat(TextBody.of(Octets.utf8("Content-Type: text/plain; charset=x-none\r\n\r\nGrüße")))
                .isEqualTo("Grüße");
    }

    @Test
    void html_alone_says_where_to_see_it() {
        assertThat(TextBody.of(Octets.utf8("Content-Type: text/html\r\n\r\n<p>rich</p>")))
                .isEqualTo("(there is no plain text: see it with --raw)");
    }

    /// A message could command the terminal.
    @Test
    void control_characters_do_not_reach_the_terminal() {
        assertThat(TextBody.of(Octets.utf8("\r\nred \u001b[31m and bell \u0007\ttab")))
                .isEqualTo("red �[31m and bell �\ttab");
        assertThat(TextBody.printable("\u009b31m")).isEqualTo("�31m");
    }
}
