package org.postern.server.jmap.push;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postern.server.accounts.AccountId;
import org.postern.server.events.Change.Kind;
import org.postern.server.jmap.core.Json;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8620 §7.1
final class StateChange {
    private StateChange() {}

    static ObjectNode json(AccountId account, Map<Kind, Long> changed) {
        var states = Json.object();
        changed.forEach((kind, state) -> states.put(kind.typeName(), Long.toString(state)));
        var body = Json.object().put("@type", "StateChange");
        body.set("changed", Json.object().set(account.toString(), states));
        return body;
    }

    /// The kinds of these names; names of types that never change here are no error.
    static Set<Kind> kinds(List<String> names) {
        var kinds = EnumSet.noneOf(Kind.class);
        for (var kind : Kind.values()) {
            if (names.contains(kind.typeName())) {
                kinds.add(kind);
            }
        }
        return kinds;
    }
}
