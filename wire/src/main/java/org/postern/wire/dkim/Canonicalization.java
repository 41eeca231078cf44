package org.postern.wire.dkim;

import java.util.Locale;
import java.util.Optional;

/// How much a relay may change white space before a signature breaks (RFC 6376 §3.4).
public enum Canonicalization {
    SIMPLE,
    RELAXED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Canonicalization> parse(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "simple" -> Optional.of(SIMPLE);
            case "relaxed" -> Optional.of(RELAXED);
            default -> Optional.empty();
        };
    }

    /// A header field in canonical form, without a final CRLF (RFC 6376 §3.4.1 and §3.4.2).
    public String field(RawField field) {
        return switch (this) {
            case SIMPLE -> field.text();
            case RELAXED -> field.name().toLowerCase(Locale.ROOT) + ":" + relaxedValue(field.value());
        };
    }

    private static String relaxedValue(String value) {
        var relaxed = new StringBuilder(value.length());
        boolean space = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || c == '\t') {
                space = true;
            } else if (c == '\r' && i + 1 < value.length() && value.charAt(i + 1) == '\n') {
                i++; // a fold; the white space that follows it is counted by itself
            } else {
                if (space && !relaxed.isEmpty()) {
                    relaxed.append(' ');
                }
                space = false;
                relaxed.append(c);
            }
        }
        return relaxed.toString();
    }
}
