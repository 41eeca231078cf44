package org.postern.wire.dkim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `tag=value; tag=value` (RFC 6376 §3.2). Names are kept as written, since they are case-sensitive;
/// white space around names and values is cut.
public record TagList(Map<String, String> tags) {
    private static final int MOST_TAGS = 64;

    public TagList {
        tags = Map.copyOf(tags);
    }

    /// Empty where the text is no tag list or has a tag twice.
    public static Optional<TagList> parse(String text) {
        var tags = new LinkedHashMap<String, String>();
        var parts = text.split(";", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].isBlank()) {
                break;
            }
            int equals = parts[i].indexOf('=');
            if (equals < 0 || i == MOST_TAGS) {
                return Optional.empty();
            }
            var name = parts[i].substring(0, equals).strip();
            if (!isName(name) || tags.put(name, parts[i].substring(equals + 1).strip()) != null) {
                return Optional.empty();
            }
        }
        return tags.isEmpty() ? Optional.empty() : Optional.of(new TagList(tags));
    }

    public Optional<String> value(String tag) {
        return Optional.ofNullable(tags.get(tag));
    }

    /// A value in which white space means nothing, without it: base64 and lists by colon.
    public Optional<String> packed(String tag) {
        return value(tag).map(value -> value.replaceAll("[ \t\r\n]", ""));
    }

    private static boolean isName(String name) {
        return name.matches("[A-Za-z][A-Za-z0-9_]*");
    }
}
