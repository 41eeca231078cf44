package org.postern.server.jmap.core;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// I-JSON (RFC 7493) in and JSON out. THREAT T-15: depth, tokens and lengths are bounded before a tree
/// is built, so that a small request cannot become a large heap or a deep stack.
public final class Json {
    /// Deeper than any filter or body structure that a person makes.
    public static final int MAX_DEPTH = 64;

    private static final int MAX_TOKENS = 500_000;
    private static final int MAX_NUMBER_CHARACTERS = 64;
    private static final int MAX_NAME_CHARACTERS = 4096;
    private static final JsonMapper MAPPER = mapper();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    public static ArrayNode array(Iterable<?> values) {
        var array = array();
        values.forEach(value -> array.add(value.toString()));
        return array;
    }

    /// Empty when the octets are not one I-JSON value: bad UTF-8, a member twice, half a surrogate pair,
    /// a number that no double holds, or beyond the bounds.
    public static Optional<JsonNode> read(byte[] octets) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return read(text.toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /// As [#read(byte\[\])], of characters that are already decoded (a WebSocket text message).
    public static Optional<JsonNode> read(String text) {
        try {
            var value = MAPPER.readTree(text);
            return value == null || value.isMissingNode() || !interoperable(value)
                    ? Optional.empty()
                    : Optional.of(value);
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    public static byte[] write(JsonNode value) {
        return MAPPER.writeValueAsBytes(value);
    }

    private static JsonMapper mapper() {
        var bounds = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_CHARACTERS)
                .maxNameLength(MAX_NAME_CHARACTERS)
                .maxTokenCount(MAX_TOKENS)
                .maxStringLength(Integer.MAX_VALUE)
                .build();
        var factory = JsonFactory.builder()
                .streamReadConstraints(bounds)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /// RFC 7493 §2.1 and §2.2. The depth is bounded by the parser.
    private static boolean interoperable(JsonNode value) {
        if (value.isString()) {
            return wholeCharacters(value.stringValue());
        }
        if (value.isNumber()) {
            return Double.isFinite(value.doubleValue());
        }
        for (var member : value.properties()) {
            if (!wholeCharacters(member.getKey()) || !interoperable(member.getValue())) {
                return false;
            }
        }
        if (value.isArray()) {
            for (var item : value) {
                if (!interoperable(item)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean wholeCharacters(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
