package org.postern.server.jmap.core;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8620 §3.2: a call of a method, or the answer to one.
record Invocation(String name, ObjectNode arguments, String callId) {
    ArrayNode json() {
        return Json.array().add(name).add(arguments).add(callId);
    }
}
