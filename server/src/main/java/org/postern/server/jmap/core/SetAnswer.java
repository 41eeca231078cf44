package org.postern.server.jmap.core;

import tools.jackson.databind.node.ObjectNode;

/// The answer of every `/set`, as it comes together (RFC 8620 §5.3).
public final class SetAnswer {
    private final ObjectNode created = Json.object();
    private final ObjectNode updated = Json.object();
    private final tools.jackson.databind.node.ArrayNode destroyed = Json.array();
    private final ObjectNode notCreated = Json.object();
    private final ObjectNode notUpdated = Json.object();
    private final ObjectNode notDestroyed = Json.object();

    /// @param serverSet the properties that the client did not give, `id` among them
    public void created(String creationId, ObjectNode serverSet) {
        created.set(creationId, serverSet);
    }

    public void notCreated(String creationId, SetError error) {
        notCreated.set(creationId, error.json());
    }

    public void updated(String id) {
        updated.putNull(id);
    }

    public void notUpdated(String id, SetError error) {
        notUpdated.set(id, error.json());
    }

    public void destroyed(String id) {
        destroyed.add(id);
    }

    public void notDestroyed(String id, SetError error) {
        notDestroyed.set(id, error.json());
    }

    public boolean createdAny() {
        return !created.isEmpty();
    }

    public boolean wasCreated(String creationId) {
        return created.has(creationId);
    }

    public ObjectNode json(Exchange exchange, String oldState, String newState) {
        var body = Json.object()
                .put("accountId", exchange.account().id().toString())
                .put("oldState", oldState)
                .put("newState", newState);
        setOrNull(body, "created", created);
        setOrNull(body, "updated", updated);
        if (destroyed.isEmpty()) {
            body.putNull("destroyed");
        } else {
            body.set("destroyed", destroyed);
        }
        setOrNull(body, "notCreated", notCreated);
        setOrNull(body, "notUpdated", notUpdated);
        setOrNull(body, "notDestroyed", notDestroyed);
        return body;
    }

    private static void setOrNull(ObjectNode body, String name, ObjectNode value) {
        if (value.isEmpty()) {
            body.putNull(name);
        } else {
            body.set(name, value);
        }
    }
}
