package org.postern.cli.rehearsal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Mail of the usual kinds: what is rehearsed is what comes.
final class Letters {
    private static final String LINE = "The quick brown fox jumps over the lazy dog, and nobody minds it at all.\r\n";
    private static final int MIME_LINE = 76;

    private Letters() {}

    static List<byte[]> all() {
        return List.of(plain(10), plain(2), both(6), withFile(10), plain(10), both(30), plain(10), withFile(80));
    }

    static byte[] plain(int kilobytes) {
        return octets(header("Notes of the day") + "\r\n" + text(kilobytes));
    }

    /// As most programs write: the same in plain text and in HTML.
    private static byte[] both(int kilobytes) {
        return octets(header("=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=")
                + "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"b\"\r\n\r\n"
                + "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                + "Gr=C3=BC=C3=9Fe\r\n" + text(kilobytes / 2)
                + "\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>" + text(kilobytes / 2)
                + "</p>\r\n--b--\r\n");
    }

    private static byte[] withFile(int kilobytes) {
        var lines = Base64.getMimeEncoder(MIME_LINE, new byte[] {'\r', '\n'})
                .encodeToString(new byte[kilobytes * 1024 * 3 / 4]);
        return octets(header("The report")
                + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"m\"\r\n\r\n"
                + "--m\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n"
                + "--m\r\nContent-Type: application/pdf; name=\"r.pdf\"\r\nContent-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename=\"r.pdf\"\r\n\r\n" + lines + "\r\n--m--\r\n");
    }

    private static String header(String subject) {
        return "Received: from a.test by b.test; Mon, 1 Jan 2024 10:00:00 +0000\r\n"
                + "From: Ada <sender@sender.test>\r\nTo: Bob <one@" + Stage.DOMAIN + ">\r\nSubject: " + subject
                + "\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\nMessage-ID: <1@sender.test>\r\n";
    }

    private static String text(int kilobytes) {
        return LINE.repeat(Math.max(1, kilobytes * 1024 / LINE.length()));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
