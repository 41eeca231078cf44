package org.postern.server.jmap.core;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Why a whole request is refused (RFC 8620 §3.6.1, in the form of RFC 7807).
///
/// @param limit the name of the limit that was passed, for type `limit`
public record Problem(String type, int status, String detail, Optional<String> limit) {
    public static Problem notJson() {
        return of("notJSON", "The request is not application/json or does not parse as I-JSON.");
    }

    public static Problem notRequest(String detail) {
        return of("notRequest", detail);
    }

    public static Problem unknownCapability() {
        return of("unknownCapability", "The request uses a capability that this server does not have.");
    }

    /// A limit of the core capability, by its name there.
    public static Problem limit(String name) {
        return new Problem(
                "urn:ietf:params:jmap:error:limit",
                400,
                "The request passes a limit of the server.",
                Optional.of(name));
    }

    /// Something outside JMAP's own words.
    public static Problem plain(int status, String detail) {
        return new Problem("about:blank", status, detail, Optional.empty());
    }

    public ObjectNode json() {
        var body = Json.object().put("type", type).put("status", status).put("detail", detail);
        limit.ifPresent(name -> body.put("limit", name));
        return body;
    }

    private static Problem of(String name, String detail) {
        return new Problem("urn:ietf:params:jmap:error:" + name, 400, detail, Optional.empty());
    }
}
