package org.postern.wire.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/// RFC 2047: `=?charset?encoding?text?=` to text. What cannot be read stays as it is.
///
/// LENIENT: words inside quotes, blanks inside Q words, and characters split between two words of one
/// charset, since senders write all of them.
final class EncodedWords {
    private static final int LONGEST_CHARSET = 80;
    private static final int LONGEST_WORD = 4096; // LENIENT: RFC 2047 §2 has 75

    private final String text;
    private final StringBuilder decoded = new StringBuilder();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private String pendingCharset = "";

    private EncodedWords(String text) {
        this.text = text;
    }

    static String decode(String text) {
        return text.contains("=?") ? new EncodedWords(text).decode() : text;
    }

    private String decode() {
        int at = 0;
        while (at < text.length()) {
            int start = text.indexOf("=?", at);
            if (start < 0) {
                break;
            }
            int end = word(start);
            var between = text.substring(at, end < 0 ? start + 2 : start);
            if (end < 0 || !between.isBlank() || pending.size() == 0) {
                flush();
                decoded.append(between);
            }
            if (end < 0) {
                at = start + 2;
                continue;
            }
            take(start, end);
            at = end;
        }
        flush();
        return decoded.append(text, at, text.length()).toString();
    }

    /// Index behind the word that begins here, or -1 when it is none.
    private int word(int start) {
        int charsetEnd = text.indexOf('?', start + 2, Math.min(text.length(), start + LONGEST_CHARSET));
        if (charsetEnd < 0 || charsetEnd + 2 >= text.length() || text.charAt(charsetEnd + 2) != '?') {
            return -1;
        }
        int end = text.indexOf("?=", charsetEnd + 3, Math.min(text.length(), charsetEnd + LONGEST_WORD));
        char encoding = Character.toUpperCase(text.charAt(charsetEnd + 1));
        return end < 0 || (encoding != 'B' && encoding != 'Q') ? -1 : end + 2;
    }

    private void take(int start, int end) {
        int charsetEnd = text.indexOf('?', start + 2);
        var charset = text.substring(start + 2, charsetEnd).toLowerCase(Locale.ROOT);
        int star = charset.indexOf('*'); // RFC 2231 §5: a language behind the charset
        charset = star < 0 ? charset : charset.substring(0, star);
        if (!charset.equals(pendingCharset)) {
            flush();
            pendingCharset = charset;
        }
        var content = text.substring(charsetEnd + 3, end - 2);
        boolean base64 = Character.toUpperCase(text.charAt(charsetEnd + 1)) == 'B';
        pending.writeBytes(base64 ? base64(content) : quoted(content));
    }

    private void flush() {
        decoded.append(RawText.labelled(pending.toByteArray(), pendingCharset));
        pending.reset();
        pendingCharset = "";
    }

    private static byte[] base64(String content) {
        var clean = content.replaceAll("[^A-Za-z0-9+/]", "");
        int whole = clean.length() % 4 == 1 ? clean.length() - 1 : clean.length();
        return Base64.getDecoder().decode(clean.substring(0, whole));
    }

    private static byte[] quoted(String content) {
        var octets = new ByteArrayOutputStream(content.length());
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (c == '=' && isHex(content, i + 1)) {
                octets.write(Integer.parseInt(content.substring(i + 1, i + 3), 16));
                i += 2;
            } else if (c == '_') {
                octets.write(' ');
            } else {
                octets.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return octets.toByteArray();
    }

    private static boolean isHex(String content, int at) {
        return at + 1 < content.length()
                && Character.digit(content.charAt(at), 16) >= 0
                && Character.digit(content.charAt(at + 1), 16) >= 0
                && content.charAt(at) < 0x80
                && content.charAt(at + 1) < 0x80;
    }
}
