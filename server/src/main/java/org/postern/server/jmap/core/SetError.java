package org.postern.server.jmap.core;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One object of a `/set` could not be created, updated or destroyed (RFC 8620 §5.3).
///
/// @param extras further members that the type has, for instance `properties` or `maxSize`
public record SetError(String type, String description, Map<String, JsonNode> extras) {
    public static SetError of(String type) {
        return new SetError(type, "", Map.of());
    }

    public static SetError of(String type, String description) {
        return new SetError(type, description, Map.of());
    }

    public static SetError invalidProperties(String description, String... properties) {
        return new SetError("invalidProperties", description, Map.of("properties", Json.array(List.of(properties))));
    }

    public ObjectNode json() {
        var body = Json.object().put("type", type);
        if (!description.isEmpty()) {
            body.put("description", description);
        }
        extras.forEach(body::set);
        return body;
    }
}
