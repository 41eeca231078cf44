package org.postern.server.jmap.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.server.mailstore.Edit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A PatchObject (RFC 8620 §5.3): whole properties by name, and single members of a set property by
/// `property/member` with `true` or `null`.
public final class Patch {
    private final ObjectNode node;

    public Patch(ObjectNode node) {
        this.node = node;
    }

    /// The names of properties that it touches, as `keywords` for both `keywords` and `keywords/$seen`.
    ///
    /// @param sets the properties that have members of their own
    /// @throws SetRefused `invalidPatch` when one path is a prefix of another, or leads into what has no
    ///     members
    public Set<String> touched(Set<String> sets) {
        var whole = new HashSet<String>();
        var parts = new HashSet<String>();
        for (var path : node.propertyNames()) {
            int slash = path.indexOf('/');
            (slash < 0 ? whole : parts).add(slash < 0 ? path : path.substring(0, slash));
        }
        if (whole.stream().anyMatch(parts::contains)) {
            throw invalid("a property is set whole and in part");
        }
        if (!sets.containsAll(parts)) {
            throw invalid("a path leads into a property that has no members");
        }
        whole.addAll(parts);
        return whole;
    }

    /// The properties that are set whole.
    public Members whole() {
        var whole = Json.object();
        for (var member : node.properties()) {
            if (member.getKey().indexOf('/') < 0) {
                whole.set(member.getKey(), member.getValue());
            }
        }
        return new Members(whole);
    }

    /// Whether the property is there and null, which for most means its default.
    public boolean clears(String property) {
        var value = node.get(property);
        return value != null && value.isNull();
    }

    /// How a set property is to change.
    public Edit<String> edit(String property) {
        if (node.has(property)) {
            return new Edit.Replace<>(whole().set(property).orElse(Set.of()));
        }
        var add = new HashSet<String>();
        var remove = new HashSet<String>();
        for (var part : parts(property)) {
            if (part.getValue().isNull()) {
                remove.add(part.getKey());
            } else if (part.getValue().isBoolean() && part.getValue().booleanValue()) {
                add.add(part.getKey());
            } else {
                throw new SetRefused(SetError.invalidProperties("a member is set by true or null", property));
            }
        }
        return add.isEmpty() && remove.isEmpty() ? new Edit.Keep<>() : new Edit.Patch<>(add, remove);
    }

    private List<Map.Entry<String, JsonNode>> parts(String property) {
        var parts = new ArrayList<Map.Entry<String, JsonNode>>();
        for (var member : node.properties()) {
            if (member.getKey().startsWith(property + "/")) {
                var rest = member.getKey().substring(property.length() + 1);
                parts.add(Map.entry(
                        token(rest).orElseThrow(() -> invalid("a path leads below a member")), member.getValue()));
            }
        }
        return parts;
    }

    /// One JSON pointer token (RFC 6901 §4).
    private static Optional<String> token(String text) {
        return text.isEmpty() || text.indexOf('/') >= 0
                ? Optional.empty()
                : Optional.of(text.replace("~1", "/").replace("~0", "~"));
    }

    private static SetRefused invalid(String why) {
        return new SetRefused(SetError.of("invalidPatch", why));
    }
}
