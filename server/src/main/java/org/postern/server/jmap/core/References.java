package org.postern.server.jmap.core;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Back-references from one call to the answer of an earlier one (RFC 8620 §3.7).
///
/// THREAT T-04: an answer that refers twice to an answer that refers twice grows like a power of two, so
/// what all references of a request bring in is counted against one budget.
final class References {
    private static final long BUDGET = 4_000_000;

    private long left = BUDGET;

    /// The arguments with every `#name` put in place of its value. The values are shared, not copied.
    ///
    /// @throws MethodError `invalidResultReference`, or `invalidArguments` when a name is there twice
    ObjectNode resolve(ObjectNode arguments, List<Invocation> answers) {
        var resolved = Json.object();
        for (var member : arguments.properties()) {
            var name = member.getKey();
            if (!name.startsWith("#")) {
                resolved.set(name, member.getValue());
            } else if (arguments.has(name.substring(1))) {
                throw MethodError.invalidArguments("an argument is given both plainly and by reference");
            } else {
                resolved.set(name.substring(1), follow(member.getValue(), answers));
            }
        }
        return resolved;
    }

    private JsonNode follow(JsonNode reference, List<Invocation> answers) {
        var resultOf = text(reference, "resultOf");
        var name = text(reference, "name");
        var path = text(reference, "path");
        var source = answers.stream()
                .filter(answer -> answer.callId().equals(resultOf))
                .findFirst()
                .filter(answer -> answer.name().equals(name))
                .orElseThrow(() -> broken("no such answer"));
        var value = at(source.arguments(), path).orElseThrow(() -> broken("the path leads nowhere"));
        spend(value);
        return value;
    }

    /// RFC 6901, and `*` for every item of an array, one level of arrays flattened.
    static Optional<JsonNode> at(JsonNode value, String path) {
        if (path.isEmpty()) {
            return Optional.of(value);
        }
        if (path.charAt(0) != '/') {
            return Optional.empty();
        }
        int end = path.indexOf('/', 1);
        var token = end < 0 ? path.substring(1) : path.substring(1, end);
        var rest = end < 0 ? "" : path.substring(end);
        if (value instanceof ArrayNode array) {
            return token.equals("*") ? each(array, rest) : item(array, token).flatMap(found -> at(found, rest));
        }
        return Optional.ofNullable(value.get(token.replace("~1", "/").replace("~0", "~")))
                .flatMap(found -> at(found, rest));
    }

    private static Optional<JsonNode> each(ArrayNode array, String rest) {
        var flat = Json.array();
        for (var item : array) {
            var found = at(item, rest);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            if (found.get() instanceof ArrayNode inner) {
                flat.addAll(inner);
            } else {
                flat.add(found.get());
            }
        }
        return Optional.of(flat);
    }

    private static Optional<JsonNode> item(ArrayNode array, String token) {
        if (!token.matches("0|[1-9][0-9]{0,8}")) {
            return Optional.empty();
        }
        return Optional.ofNullable(array.get(Integer.parseInt(token)));
    }

    private void spend(JsonNode value) {
        left -= value.isString() ? value.stringValue().length() + 1L : 1;
        if (left < 0) {
            throw broken("references of this request bring in too much");
        }
        for (var member : value.properties()) {
            left -= member.getKey().length();
            spend(member.getValue());
        }
        if (value.isArray()) {
            value.forEach(this::spend);
        }
    }

    private static String text(JsonNode reference, String name) {
        var value = reference.get(name);
        if (value == null || !value.isString()) {
            throw broken("a reference needs resultOf, name and path");
        }
        return value.stringValue();
    }

    private static MethodError broken(String why) {
        return MethodError.of("invalidResultReference", why);
    }
}
