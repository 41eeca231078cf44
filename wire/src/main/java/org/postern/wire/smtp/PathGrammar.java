package org.postern.wire.smtp;

import java.util.Optional;
import org.postern.wire.address.MailAddress;

/// RFC 5321 §4.1.2: `FROM:<path>` and `TO:<path>`, followed by parameters.
///
/// LENIENT: blanks after the colon (RFC 5321 §3.3 forbids them; many devices send them) and, for
/// addresses without blanks, missing angle brackets (scanners and old scripts).
final class PathGrammar {
    private PathGrammar() {}

    static Command mail(String rest) {
        var cut = cut(rest, "FROM:");
        if (cut.isEmpty()) {
            return new Command.Malformed(Problem.BAD_SENDER);
        }
        var path = cut.get().path();
        var address = path.isEmpty() ? Optional.<MailAddress>empty() : MailAddress.parse(withoutRoute(path));
        if (address.isEmpty() && !path.isEmpty()) {
            return new Command.Malformed(isLiteral(path) ? Problem.SENDER_LITERAL : Problem.BAD_SENDER);
        }
        var read = ParameterReader.mail(cut.get().parameters());
        if (read.problem().isPresent()) {
            return new Command.Malformed(read.problem().get());
        }
        if (!read.value().smtpUtf8() && !isAscii(path)) {
            return new Command.Malformed(Problem.NEEDS_SMTPUTF8);
        }
        return new Command.Mail(address, read.value());
    }

    /// Whether an address outside ASCII is allowed depends on MAIL; the session checks it.
    static Command recipient(String rest) {
        var cut = cut(rest, "TO:");
        if (cut.isEmpty()) {
            return new Command.Malformed(Problem.BAD_RECIPIENT);
        }
        var read = ParameterReader.recipient(cut.get().parameters());
        if (read.problem().isPresent()) {
            return new Command.Malformed(read.problem().get());
        }
        var path = withoutRoute(cut.get().path());
        if (path.equalsIgnoreCase("postmaster")) {
            return new Command.RecipientPostmaster(read.value());
        }
        return MailAddress.parse(path)
                .<Command>map(to -> new Command.Recipient(to, read.value()))
                .orElseGet(() ->
                        new Command.Malformed(isLiteral(path) ? Problem.RECIPIENT_LITERAL : Problem.BAD_RECIPIENT));
    }

    private record Cut(String path, String parameters) {}

    private static Optional<Cut> cut(String rest, String keyword) {
        if (!rest.regionMatches(true, 0, keyword, 0, keyword.length())) {
            return Optional.empty();
        }
        var text = rest.substring(keyword.length()).strip();
        if (!text.startsWith("<")) {
            int end = text.indexOf(' ') < 0 ? text.length() : text.indexOf(' ');
            var bare = text.substring(0, end);
            return bare.isEmpty() || bare.indexOf('>') >= 0
                    ? Optional.empty()
                    : Optional.of(new Cut(bare, text.substring(end)));
        }
        int close = closingBracket(text);
        if (close < 0 || (close + 1 < text.length() && text.charAt(close + 1) != ' ')) {
            return Optional.empty();
        }
        return Optional.of(new Cut(text.substring(1, close), text.substring(close + 1)));
    }

    /// The bracket that closes the path; one inside a quoted local part does not.
    private static int closingBracket(String text) {
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    /// RFC 5321 §C: a source route `@a,@b:` is read and ignored.
    private static String withoutRoute(String path) {
        if (!path.startsWith("@")) {
            return path;
        }
        return path.substring(path.indexOf(':') + 1);
    }

    private static boolean isLiteral(String path) {
        return path.endsWith("]") && path.contains("@[");
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
