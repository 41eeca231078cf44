package org.postern.server.jmap.core;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A JSON object that a client sent, read by name and type (RFC 8620 §1.2–1.4). A member that is absent
/// and one that is null are the same. What was never asked for is found by [#refuseOthers].
///
/// Every method throws [BadMember] when the member is there and of another type.
public final class Members {
    private static final long MAX_SAFE = (1L << 53) - 1;
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private final ObjectNode node;
    private final Set<String> known = new HashSet<>();

    public Members(ObjectNode node) {
        this.node = node;
    }

    /// @throws BadMember named `name` when the value is no object
    public static Members of(String name, @Nullable JsonNode value) {
        if (value instanceof ObjectNode object) {
            return new Members(object);
        }
        throw new BadMember(name, "must be an object");
    }

    public ObjectNode node() {
        return node;
    }

    public boolean has(String name) {
        return find(name) != null;
    }

    /// Whatever it is.
    public Optional<JsonNode> any(String name) {
        return Optional.ofNullable(find(name));
    }

    public Optional<String> text(String name) {
        return typed(name, JsonNode::isString, "must be a string").map(JsonNode::stringValue);
    }

    public String textOrRefuse(String name) {
        return text(name).orElseThrow(() -> new BadMember(name, "is needed"));
    }

    public boolean flag(String name, boolean standard) {
        return flag(name).orElse(standard);
    }

    public Optional<Boolean> flag(String name) {
        return typed(name, JsonNode::isBoolean, "must be true or false").map(JsonNode::booleanValue);
    }

    /// Int of RFC 8620 §1.3.
    public OptionalLong whole(String name) {
        var value = typed(name, Members::isSafeWhole, "must be a whole number within 53 bits");
        return value.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(value.get().longValue());
    }

    /// UnsignedInt of RFC 8620 §1.3.
    public OptionalLong unsigned(String name) {
        var value = whole(name);
        if (value.isPresent() && value.getAsLong() < 0) {
            throw new BadMember(name, "must not be negative");
        }
        return value;
    }

    /// RFC 8620 §1.4: UTCDate, for which any RFC 3339 offset is taken.
    public Optional<Instant> moment(String name) {
        return text(name).map(text -> {
            try {
                var moment = OffsetDateTime.parse(text).toInstant();
                if (!moment.isBefore(FIRST) && moment.isBefore(END)) {
                    return moment;
                }
            } catch (DateTimeException notADate) {
                // the same answer as for a year that RFC 3339 cannot write
            }
            throw new BadMember(name, "must be a UTCDate");
        });
    }

    public Optional<List<String>> texts(String name) {
        return typed(name, JsonNode::isArray, "must be an array of strings").map(array -> {
            var texts = new ArrayList<String>(array.size());
            for (var item : array) {
                if (!item.isString()) {
                    throw new BadMember(name, "must be an array of strings");
                }
                texts.add(item.stringValue());
            }
            return texts;
        });
    }

    public Optional<List<Members>> objects(String name) {
        return typed(name, JsonNode::isArray, "must be an array of objects").map(array -> {
            var objects = new ArrayList<Members>(array.size());
            array.forEach(item -> objects.add(of(name, item)));
            return objects;
        });
    }

    public Optional<Members> object(String name) {
        return typed(name, JsonNode::isObject, "must be an object").map(value -> of(name, value));
    }

    /// The members of an object whose values are objects, for instance `create`.
    public Map<String, ObjectNode> objectsByName(String name) {
        var all = new LinkedHashMap<String, ObjectNode>();
        object(name)
                .ifPresent(object -> object.node.properties().forEach(member -> {
                    if (!(member.getValue() instanceof ObjectNode value)) {
                        throw new BadMember(name + "/" + member.getKey(), "must be an object");
                    }
                    all.put(member.getKey(), value);
                }));
        return all;
    }

    /// A set in JMAP's way: an object whose values are all `true`.
    public Optional<Set<String>> set(String name) {
        return object(name).map(object -> {
            var members = new LinkedHashSet<String>();
            object.node.properties().forEach(member -> {
                if (!member.getValue().isBoolean() || !member.getValue().booleanValue()) {
                    throw new BadMember(name + "/" + member.getKey(), "must be true");
                }
                members.add(member.getKey());
            });
            return members;
        });
    }

    /// @throws BadMember for the first member that nobody asked for
    public void refuseOthers() {
        for (var name : node.propertyNames()) {
            if (!known.contains(name)) {
                throw new BadMember(name, "is not known here");
            }
        }
    }

    private Optional<JsonNode> typed(String name, Predicate<JsonNode> type, String wanted) {
        var value = find(name);
        if (value != null && !type.test(value)) {
            throw new BadMember(name, wanted);
        }
        return Optional.ofNullable(value);
    }

    private @Nullable JsonNode find(String name) {
        known.add(name);
        var value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static boolean isSafeWhole(JsonNode value) {
        return value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= -MAX_SAFE
                && value.longValue() <= MAX_SAFE;
    }
}
