package org.postern.wire.smtp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// RFC 3461 §4: printable ASCII save `+` and `=`, anything else as `+` and two hexadecimal digits in
/// upper case. LENIENT: lower-case digits are read too, and UTF-8 as it is (RFC 6533 §3 has
/// `utf-8-addr-unitext`).
final class Xtext {
    private Xtext() {}

    static Optional<String> decode(String text) {
        if (text.indexOf('+') < 0) {
            return readable(text) ? Optional.of(text) : Optional.empty();
        }
        var octets = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '+') {
                int value = hex(text, i);
                if (value < 0) {
                    return Optional.empty();
                }
                octets.write(value);
                i += 2;
            } else {
                octets.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return utf8(octets.toByteArray()).filter(Xtext::readable);
    }

    /// What [#encode] wrote is octets of UTF-8, and so is what others write for an address of RFC 6531.
    private static Optional<String> utf8(byte[] octets) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    static String encode(String text) {
        var encoded = new StringBuilder(text.length());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            int c = octet & 0xff;
            if (c > ' ' && c < 0x7f && c != '+' && c != '=') {
                encoded.append((char) c);
            } else {
                encoded.append('+').append(String.format("%02X", c));
            }
        }
        return encoded.toString();
    }

    private static int hex(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static boolean readable(CharSequence text) {
        return text.chars().noneMatch(c -> c < ' ' || c == 0x7f);
    }
}
