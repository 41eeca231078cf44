package org.postern.unseal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.wire.Octets;
import org.postern.wire.mime.Person;
import org.postern.wire.mime.SummaryReader;

/// The part that is signed and encrypted, with the message's header in its own (RFC 9788 §5.2).
final class ProtectedHeader {
    private static final Pattern WHOLE = Pattern.compile(";\\s*hp\\s*=", Pattern.CASE_INSENSITIVE);
    private static final Pattern PARTS = Pattern.compile(";\\s*protected-headers\\s*=", Pattern.CASE_INSENSITIVE);
    private static final Set<String> ALWAYS_THERE = Set.of("from", "date", "message-id");

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

    /// The header that a person should see, over the body from inside (RFC 9788 §4): with `hp` the fields
    /// inside are the message's. A From inside that names another sender than the one outside, whose key is
    /// what a signature is held to, is not believed (RFC 9788 §4.4).
    /// LENIENT: Thunderbird, and Enigmail before it, write `protected-headers="v1"` and may leave fields out,
    /// which then come from outside.
    static Octets shown(Octets message, Octets entity) {
        var outside = MailFields.read(message);
        var inside = MailFields.read(entity);
        var type = inside.value("Content-Type").orElse("");
        boolean whole = WHOLE.matcher(type).find();
        boolean sameSender = sender(message).equals(sender(entity));
        Predicate<String> believed = field -> !MailFields.isStructural(field)
                && !MailFields.name(field).equals("hp-outer")
                && (sameSender || !MailFields.name(field).equals("from"));
        var fields = whole || PARTS.matcher(type).find()
                ? inside.fields().stream().filter(believed).toList()
                : List.<String>of();
        var named = fields.stream().map(MailFields::name).collect(Collectors.toSet());
        Predicate<String> stays = field -> !MailFields.isStructural(field)
                && !named.contains(MailFields.name(field))
                && (!whole || ALWAYS_THERE.contains(MailFields.name(field)));
        var header = Stream.of(
                        outside.fields().stream().filter(stays),
                        fields.stream(),
                        inside.fields().stream().filter(MailFields::isStructural))
                .flatMap(each -> each)
                .collect(Collectors.joining("\r\n"));
        return Octets.join(Octets.of((header + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1)), inside.body());
    }

    private static List<String> sender(Octets entity) {
        return SummaryReader.read(entity, Optional.empty(), List.of()).people().from().stream()
                .map(Person::email)
                .map(email -> email.toLowerCase(Locale.ROOT))
                .limit(1)
                .toList();
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
