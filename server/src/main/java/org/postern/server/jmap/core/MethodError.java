package org.postern.server.jmap.core;

import tools.jackson.databind.node.ObjectNode;

/// One method call cannot be answered (RFC 8620 §3.6.2); the others of the request go on. Carries no
/// stack: it is an answer to a client, thrown out of deep parsing.
public final class MethodError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final String description;

    private MethodError(String type, String description) {
        super(type, null, false, false);
        this.type = type;
        this.description = description;
    }

    /// @param type a word of RFC 8620 or RFC 8621, for instance `accountNotFound`
    public static MethodError of(String type) {
        return new MethodError(type, "");
    }

    public static MethodError of(String type, String description) {
        return new MethodError(type, description);
    }

    public static MethodError invalidArguments(String description) {
        return new MethodError("invalidArguments", description);
    }

    public String type() {
        return type;
    }

    public ObjectNode json() {
        var body = Json.object().put("type", type);
        return description.isEmpty() ? body : body.put("description", description);
    }
}
