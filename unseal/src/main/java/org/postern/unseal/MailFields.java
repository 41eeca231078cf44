package org.postern.unseal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.postern.wire.Octets;

/// A message or body part cut into header fields and body, octet for octet (RFC 5322 §2.1): what PGP/MIME
/// needs and no more.
///
/// @param fields in order, each with its folding and without its last line end, one char an octet
record MailFields(List<String> fields, Octets body) {
    private static final int MAX_HEADER_BYTES = 1 << 20;
    private static final Set<String> STRUCTURAL = Set.of("mime-version");
    private static final Pattern BOUNDARY =
            Pattern.compile(";\\s*boundary\\s*=\\s*(?:\"([^\"]+)\"|([^\\s;\"]+))", Pattern.CASE_INSENSITIVE);

    static MailFields read(Octets entity) {
        var head = new String(entity.head(MAX_HEADER_BYTES), StandardCharsets.ISO_8859_1);
        var fields = new ArrayList<StringBuilder>();
        int at = 0;
        while (at < head.length()) {
            int end = head.indexOf('\n', at);
            int next = end < 0 ? head.length() : end + 1;
            var line = head.substring(at, end < 0 ? head.length() : end);
            line = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            at = next;
            if (line.isEmpty()) {
                break;
            }
            boolean folded = (line.charAt(0) == ' ' || line.charAt(0) == '\t') && !fields.isEmpty();
            if (folded) {
                fields.getLast().append("\r\n").append(line);
            } else if (line.indexOf(':') > 0) {
                fields.add(new StringBuilder(line));
            }
        }
        var whole = fields.stream().map(StringBuilder::toString).toList();
        return new MailFields(whole, entity.slice(at, entity.size() - at));
    }

    /// The first field of this name, unfolded, without the name.
    Optional<String> value(String name) {
        return fields.stream()
                .filter(field -> name(field).equals(name.toLowerCase(Locale.ROOT)))
                .map(field -> field.substring(field.indexOf(':') + 1)
                        .replace("\r\n", "")
                        .strip())
                .findFirst();
    }

    /// The media type, lower case: `text/plain` when there is none (RFC 2045 §5.2).
    String mediaType() {
        var value = value("Content-Type").orElse("text/plain");
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /// The parts of a multipart body, each octet for octet without the line end that belongs to the
    /// boundary (RFC 2046 §5.1.1). Empty when it is not one.
    List<Octets> parts() {
        var boundary = BOUNDARY.matcher(value("Content-Type").orElse(""));
        if (!boundary.find()) {
            return List.of();
        }
        var delimiter = "--" + (boundary.group(1) != null ? boundary.group(1) : boundary.group(2));
        return split(new String(body.toByteArray(), StandardCharsets.ISO_8859_1), delimiter);
    }

    static boolean isStructural(String field) {
        return STRUCTURAL.contains(name(field)) || name(field).startsWith("content-");
    }

    static String name(String field) {
        return field.substring(0, field.indexOf(':')).strip().toLowerCase(Locale.ROOT);
    }

    private static List<Octets> split(String text, String delimiter) {
        var parts = new ArrayList<Octets>();
        int start = -1;
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf('\n', at);
            int next = end < 0 ? text.length() : end + 1;
            var line = text.substring(at, next).stripTrailing();
            boolean last = line.equals(delimiter + "--");
            if (last || line.equals(delimiter)) {
                if (start >= 0) {
                    parts.add(part(text, start, at));
                }
                start = next;
            }
            if (last) {
                return parts;
            }
            at = next;
        }
        return List.of(); // the closing delimiter is missing: the message was cut
    }

    private static Octets part(String text, int start, int delimiter) {
        int end = Math.max(start, delimiter - 1);
        if (end > start && text.charAt(end - 1) == '\r') {
            end--;
        }
        return Octets.of(text.substring(start, end).getBytes(StandardCharsets.ISO_8859_1));
    }
}
