package org.postern.server.jmap.core;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8620 §3.3: one request, read and within the limits.
public final class ApiRequest {
    private final Set<Capability> using;
    private final List<Invocation> calls;
    private final Optional<Map<String, String>> createdIds;

    private ApiRequest(Set<Capability> using, List<Invocation> calls, Optional<Map<String, String>> createdIds) {
        this.using = using;
        this.calls = calls;
        this.createdIds = createdIds;
    }

    /// @throws RequestRefused with the problem of RFC 8620 §3.6.1
    public static ApiRequest read(JsonNode body, Limits limits) {
        if (!(body instanceof ObjectNode object)) {
            throw refused("The request is not an object.");
        }
        try {
            var members = new Members(object);
            var using = using(members);
            var calls = calls(object, limits);
            return new ApiRequest(using, calls, createdIds(members));
        } catch (BadMember bad) {
            throw refused("The request has a member of the wrong type.");
        }
    }

    Set<Capability> using() {
        return using;
    }

    List<Invocation> calls() {
        return calls;
    }

    Optional<Map<String, String>> createdIds() {
        return createdIds;
    }

    private static Set<Capability> using(Members members) {
        var named = members.texts("using").orElseThrow(() -> refused("The request has no `using`."));
        var using = EnumSet.noneOf(Capability.class);
        for (var uri : named) {
            using.add(Capability.named(uri).orElseThrow(() -> new RequestRefused(Problem.unknownCapability())));
        }
        return using;
    }

    private static List<Invocation> calls(ObjectNode body, Limits limits) {
        var list = body.get("methodCalls");
        if (list == null || !list.isArray()) {
            throw refused("The request has no `methodCalls`.");
        }
        if (list.size() > limits.maxCallsInRequest()) {
            throw new RequestRefused(Problem.limit("maxCallsInRequest"));
        }
        var calls = new ArrayList<Invocation>(list.size());
        list.forEach(call -> calls.add(invocation(call)));
        return calls;
    }

    private static Invocation invocation(JsonNode call) {
        if (call.isArray()
                && call.size() == 3
                && call.get(0).isString()
                && call.get(1) instanceof ObjectNode arguments
                && call.get(2).isString()) {
            return new Invocation(
                    call.get(0).stringValue(), arguments, call.get(2).stringValue());
        }
        throw refused("A method call is not an array of name, arguments and call id.");
    }

    private static Optional<Map<String, String>> createdIds(Members members) {
        return members.object("createdIds").map(object -> {
            var ids = new LinkedHashMap<String, String>();
            object.node().propertyNames().forEach(name -> ids.put(name, object.textOrRefuse(name)));
            return ids;
        });
    }

    private static RequestRefused refused(String detail) {
        return new RequestRefused(Problem.notRequest(detail));
    }
}
