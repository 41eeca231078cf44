package org.postern.unseal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.postern.wire.Octets;

/// The part that is signed and encrypted, with the message's header in its own (RFC 9788 §5.2).
final class ProtectedHeader {
    private ProtectedHeader() {}

    /// @param named the message's own fields, without those about MIME
    /// @param outer the fields that will stand outside; repeated inside as `HP-Outer` (RFC 9788 §2.2), so that
    ///     a reader can tell what was hidden from what was changed
    static Octets entity(MailFields given, List<String> named, List<String> outer) {
        var fields = new ArrayList<>(named);
        outer.forEach(field -> fields.add("HP-Outer: " + field));
        given.fields().stream()
                .filter(field -> MailFields.name(field).startsWith("content-"))
                .filter(field -> !MailFields.name(field).equals("content-type"))
                .forEach(fields::add);
        fields.add(contentType(given));
        var header = String.join("\r\n", fields) + "\r\n\r\n";
        return Octets.join(Octets.of(header.getBytes(StandardCharsets.ISO_8859_1)), given.body());
    }

    /// `hp="cipher"`: these header fields were meant to be confidential (RFC 9788 §2.1.1).
    private static String contentType(MailFields given) {
        var field = given.fields().stream()
                .filter(candidate -> MailFields.name(candidate).equals("content-type"))
                .findFirst()
                .orElse("Content-Type: text/plain; charset=us-ascii");
        return field.stripTrailing() + ";\r\n hp=\"cipher\"";
    }
}
