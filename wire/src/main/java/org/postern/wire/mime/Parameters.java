package org.postern.wire.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `value; name=value; …` of Content-Type and Content-Disposition (RFC 2045 §5.1), with continuations
/// and charsets of RFC 2231 and, LENIENT, encoded words where RFC 2047 §5 forbids them.
record Parameters(String value, Map<String, String> raw) {
    private static final int MOST = 100;

    static Parameters read(String field) {
        var parameters = new LinkedHashMap<String, String>();
        int at = nextSemicolon(field, 0);
        var value = field.substring(0, at).strip().toLowerCase(Locale.ROOT);
        while (at < field.length() && parameters.size() < MOST) {
            int end = nextSemicolon(field, at + 1);
            var part = field.substring(at + 1, end);
            int equals = part.indexOf('=');
            if (equals > 0) {
                var name = part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                parameters.putIfAbsent(name, unquoted(part.substring(equals + 1).strip()));
            }
            at = end;
        }
        return new Parameters(value, parameters);
    }

    /// The parameter, put together and decoded.
    Optional<String> get(String name) {
        if (raw.containsKey(name + "*")) {
            return Optional.of(extended(raw.getOrDefault(name + "*", "")));
        }
        if (raw.containsKey(name + "*0") || raw.containsKey(name + "*0*")) {
            return Optional.of(continued(name));
        }
        return Optional.ofNullable(raw.get(name)).map(EncodedWords::decode);
    }

    /// RFC 2231 §3 and §4.1
    private String continued(String name) {
        var whole = new StringBuilder();
        boolean encoded = raw.containsKey(name + "*0*");
        for (int i = 0; i < MOST; i++) {
            var escaped = raw.get(name + "*" + i + "*");
            var plain = raw.get(name + "*" + i);
            if (escaped != null) {
                whole.append(escaped);
            } else if (plain != null) {
                whole.append(encoded ? plain.replace("%", "%25") : plain);
            } else {
                break;
            }
        }
        return encoded ? extended(whole.toString()) : EncodedWords.decode(whole.toString());
    }

    /// RFC 2231 §4: `charset'language'percent-encoded`
    private static String extended(String value) {
        int first = value.indexOf('\'');
        int second = first < 0 ? -1 : value.indexOf('\'', first + 1);
        var charset = second < 0 ? "" : value.substring(0, first);
        return RawText.labelled(percentDecoded(value.substring(second + 1)), charset);
    }

    private static byte[] percentDecoded(String text) {
        var octets = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            int octet = text.charAt(i) == '%' ? hex(text, i + 1) : -1;
            if (octet >= 0) {
                octets.write(octet);
                i += 2;
            } else {
                octets.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        return octets.toByteArray();
    }

    private static int hex(String text, int at) {
        if (at + 1 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int nextSemicolon(String field, int from) {
        boolean quoted = false;
        for (int at = from; at < field.length(); at++) {
            char c = field.charAt(at);
            if (quoted && c == '\\') {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                return at;
            }
        }
        return field.length();
    }

    private static String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        var text = new StringBuilder(value.length());
        for (int i = 1; i < value.length() && value.charAt(i) != '"'; i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                c = value.charAt(++i);
            }
            text.append(c);
        }
        return text.toString();
    }
}
