package org.postern.wire.smtp;

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
        var decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                int value = hex(text, i + 1);
                if (value < ' ' || value == 0x7f) {
                    return Optional.empty();
                }
                c = (char) value;
                i += 2;
            }
            decoded.append(c);
        }
        return readable(decoded) ? Optional.of(decoded.toString()) : Optional.empty();
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
