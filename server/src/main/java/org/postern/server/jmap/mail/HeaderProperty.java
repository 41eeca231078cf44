package org.postern.server.jmap.mail;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.postern.server.jmap.blob.Wrapping.HeaderField;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.MethodError;
import org.postern.wire.address.MailAddress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/// A property `header:{field-name}:as{form}:all` (RFC 8621 §4.1.2, §4.1.3). The fields that it is asked
/// of are the few that our own wrapping writes, so the grammars here are theirs.
///
/// @param property as the client wrote it
/// @param name of the header field, as the client wrote it
record HeaderProperty(String property, String name, Form form, boolean all) {
    enum Form {
        RAW("asRaw"),
        TEXT("asText"),
        ADDRESSES("asAddresses"),
        GROUPED_ADDRESSES("asGroupedAddresses"),
        MESSAGE_IDS("asMessageIds"),
        DATE("asDate"),
        URLS("asURLs");

        private final String word;

        Form(String word) {
            this.word = word;
        }
    }

    private static final String PREFIX = "header:";
    private static final Pattern ANGLED = Pattern.compile("<([^<>\\s]+)>");

    private static final Set<String> TEXT_FIELDS = Set.of("subject", "comments", "keywords", "list-id");
    private static final Set<String> ADDRESS_FIELDS = Set.of(
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "resent-from",
            "resent-sender",
            "resent-reply-to",
            "resent-to",
            "resent-cc",
            "resent-bcc");
    private static final Set<String> ID_FIELDS = Set.of("message-id", "in-reply-to", "references", "resent-message-id");
    private static final Set<String> DATE_FIELDS = Set.of("date", "resent-date");
    private static final Set<String> URL_FIELDS =
            Set.of("list-help", "list-unsubscribe", "list-subscribe", "list-post", "list-owner", "list-archive");
    /// Defined by RFC 5322 or RFC 2369 with a form of their own that is only `Raw`.
    private static final Set<String> RAW_FIELDS = Set.of("return-path", "received");

    static boolean isOne(String property) {
        return property.startsWith(PREFIX);
    }

    /// @throws MethodError `invalidArguments` when it is malformed, or the form is not for this field
    static HeaderProperty read(String property) {
        var parts = List.of(property.substring(PREFIX.length()).split(":", -1));
        var name = parts.getFirst();
        boolean all = parts.size() > 1 && parts.getLast().equals("all");
        var between = parts.subList(1, all ? parts.size() - 1 : parts.size());
        var form = switch (between.size()) {
            case 0 -> Optional.of(Form.RAW);
            case 1 -> form(between.getFirst());
            default -> Optional.<Form>empty();
        };
        if (!isFieldName(name) || form.isEmpty() || !allowed(name.toLowerCase(Locale.ROOT), form.get())) {
            throw MethodError.invalidArguments("properties: a header property is malformed or not of this form");
        }
        return new HeaderProperty(property, name, form.get(), all);
    }

    JsonNode of(List<HeaderField> header) {
        var values = header.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(field -> converted(field.value()))
                .toList();
        if (all) {
            return Json.array().addAll(values);
        }
        return values.isEmpty() ? NullNode.getInstance() : values.getLast();
    }

    private JsonNode converted(String value) {
        return switch (form) {
            case RAW -> StringNode.valueOf(value);
            case TEXT -> StringNode.valueOf(value.strip());
            case ADDRESSES -> addresses(value);
            case GROUPED_ADDRESSES -> grouped(addresses(value));
            case MESSAGE_IDS, URLS -> angled(value);
            case DATE -> date(value);
        };
    }

    private static ArrayNode addresses(String value) {
        var list = Json.array();
        MailAddress.parse(value.strip())
                .ifPresent(address -> list.add(Json.object().putNull("name").put("email", address.toString())));
        return list;
    }

    private static ArrayNode grouped(ArrayNode addresses) {
        var group = Json.object().putNull("name");
        group.set("addresses", addresses);
        return addresses.isEmpty() ? Json.array() : Json.array().add(group);
    }

    private static JsonNode angled(String value) {
        var found = ANGLED.matcher(value).results().map(match -> match.group(1)).toList();
        return found.isEmpty() ? NullNode.getInstance() : Json.array(found);
    }

    private static JsonNode date(String value) {
        try {
            var date = OffsetDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
            return StringNode.valueOf(date.toInstant().toString());
        } catch (DateTimeException notADate) {
            return NullNode.getInstance();
        }
    }

    private static Optional<Form> form(String word) {
        for (var form : Form.values()) {
            if (form.word.equals(word)) {
                return Optional.of(form);
            }
        }
        return Optional.empty();
    }

    private static boolean isFieldName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /// Each form is for the fields that have it and for those that RFC 5322 and RFC 2369 do not define.
    private static boolean allowed(String name, Form form) {
        var own = switch (form) {
            case RAW -> Set.of(name);
            case TEXT -> TEXT_FIELDS;
            case ADDRESSES, GROUPED_ADDRESSES -> ADDRESS_FIELDS;
            case MESSAGE_IDS -> ID_FIELDS;
            case DATE -> DATE_FIELDS;
            case URLS -> URL_FIELDS;
        };
        return own.contains(name)
                || !(TEXT_FIELDS.contains(name)
                        || ADDRESS_FIELDS.contains(name)
                        || ID_FIELDS.contains(name)
                        || DATE_FIELDS.contains(name)
                        || URL_FIELDS.contains(name)
                        || RAW_FIELDS.contains(name));
    }
}
