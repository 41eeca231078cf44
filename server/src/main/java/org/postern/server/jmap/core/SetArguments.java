package org.postern.server.jmap.core;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// What every `/set` takes (RFC 8620 §5.3).
///
/// @param updates by id; a creation id was put in place of its id
/// @param destroys likewise
public record SetArguments(
        OptionalLong ifInState,
        Map<String, ObjectNode> creates,
        Map<String, ObjectNode> updates,
        Set<String> destroys) {
    /// @throws MethodError `requestTooLarge`, or `stateMismatch` for a state that never was
    public static SetArguments read(Members arguments, Exchange exchange, Limits limits) {
        arguments.textOrRefuse("accountId");
        var ifInState = ifInState(arguments);
        var creates = arguments.objectsByName("create");
        var updates = new LinkedHashMap<String, ObjectNode>();
        arguments
                .objectsByName("update")
                .forEach((id, patch) -> updates.put(exchange.id(id).orElse(id), patch));
        var destroys = new LinkedHashSet<String>();
        arguments
                .texts("destroy")
                .ifPresent(ids -> ids.forEach(id -> destroys.add(exchange.id(id).orElse(id))));
        if (creates.size() + updates.size() + destroys.size() > limits.maxObjectsInSet()) {
            throw MethodError.of("requestTooLarge");
        }
        return new SetArguments(ifInState, creates, updates, destroys);
    }

    public static OptionalLong ifInState(Members arguments) {
        var state = arguments.text("ifInState");
        return state.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Ids.state(state.get()).orElseThrow(() -> MethodError.of("stateMismatch")));
    }
}
