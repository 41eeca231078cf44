package org.postern.wire.mime;

import java.util.List;
import java.util.function.Consumer;

/// Writes one JSON object (RFC 8259); members that are empty are left out.
final class JsonText {
    private final StringBuilder text = new StringBuilder(512);
    private boolean first = true;

    private JsonText() {}

    static String object(Consumer<JsonText> members) {
        var json = new JsonText();
        members.accept(json);
        return "{" + json.text + "}";
    }

    JsonText number(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    JsonText string(String name, String value) {
        if (!value.isEmpty()) {
            name(name);
            quote(value);
        }
        return this;
    }

    JsonText strings(String name, List<String> values) {
        if (!values.isEmpty()) {
            name(name);
            char before = '[';
            for (var value : values) {
                text.append(before);
                quote(value);
                before = ',';
            }
            text.append(']');
        }
        return this;
    }

    JsonText objects(String name, List<String> objects) {
        if (!objects.isEmpty()) {
            name(name);
            text.append('[').append(String.join(",", objects)).append(']');
        }
        return this;
    }

    private void name(String name) {
        if (!first) {
            text.append(',');
        }
        first = false;
        quote(name);
        text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || (Character.isSurrogate(c) && !isPaired(value, i))) {
                text.append(String.format("\\u%04x", (int) (c < ' ' || c == 0x7f ? c : 0xfffd)));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    private static boolean isPaired(String value, int at) {
        return Character.isHighSurrogate(value.charAt(at))
                ? at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
    }
}
