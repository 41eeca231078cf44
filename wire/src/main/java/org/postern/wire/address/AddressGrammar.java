package org.postern.wire.address;

import java.util.Optional;

/// RFC 5321 §4.1.2: `Mailbox = Local-part "@" Domain`, with RFC 6531 §3.3's UTF-8 in both.
final class AddressGrammar {
    private static final String ATOM_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

    private AddressGrammar() {}

    static Optional<MailAddress> parse(String text) {
        int at = text.lastIndexOf('@');
        if (at <= 0) {
            return Optional.empty();
        }
        var local = unquote(text.substring(0, at));
        var domain = Domain.parse(text.substring(at + 1));
        if (local.isEmpty()
                || domain.isEmpty()
                || local.get().getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 64) {
            return Optional.empty();
        }
        return Optional.of(new MailAddress(local.get(), domain.get()));
    }

    static String format(String local) {
        if (isDotString(local)) {
            return local;
        }
        return "\"" + local.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static Optional<String> unquote(String text) {
        if (isDotString(text)) {
            return Optional.of(text);
        }
        if (text.length() < 3 || !text.startsWith("\"") || !text.endsWith("\"")) {
            return Optional.empty();
        }
        var content = new StringBuilder();
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() - 1) {
                c = text.charAt(++i);
            } else if (c == '"' || c == '\\') {
                return Optional.empty();
            }
            if (c < ' ' || c == 0x7f) {
                return Optional.empty();
            }
            content.append(c);
        }
        return Optional.of(content.toString());
    }

    private static boolean isDotString(String text) {
        for (var atom : text.split("\\.", -1)) {
            if (atom.isEmpty() || !atom.chars().allMatch(AddressGrammar::isAtomText)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAtomText(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c >= 0x80
                || ATOM_SPECIALS.indexOf(c) >= 0;
    }
}
