package org.postern.server.jmap.core;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/// What every `/queryChanges` takes beside filter and sort, and answers (RFC 8620 §5.6).
public record QueryChangesArguments(
        String sinceQueryState, OptionalLong maxChanges, Optional<String> upToId, boolean calculateTotal) {
    public static QueryChangesArguments read(Members arguments) {
        arguments.textOrRefuse("accountId");
        var asked = new QueryChangesArguments(
                arguments.textOrRefuse("sinceQueryState"),
                arguments.unsigned("maxChanges"),
                arguments.text("upToId"),
                arguments.flag("calculateTotal", false));
        if (asked.maxChanges.isPresent() && asked.maxChanges.getAsLong() == 0) {
            throw MethodError.invalidArguments("maxChanges: must be more than 0");
        }
        return asked;
    }

    /// @throws MethodError `cannotCalculateChanges` when it is no state of ours
    public long since() {
        return Ids.state(sinceQueryState).orElseThrow(() -> MethodError.of("cannotCalculateChanges"));
    }

    /// How a result moved.
    ///
    /// @param added in the order of their index
    public record Moved(List<String> removed, List<Added> added, long total, String newState) {}

    public record Added(String id, long index) {}

    /// @throws MethodError `tooManyChanges`
    public ObjectNode answer(Exchange exchange, Moved moved) {
        if (maxChanges.isPresent() && moved.removed().size() + moved.added().size() > maxChanges.getAsLong()) {
            throw MethodError.of("tooManyChanges");
        }
        var body = Json.object()
                .put("accountId", exchange.account().id().toString())
                .put("oldQueryState", sinceQueryState)
                .put("newQueryState", moved.newState());
        body.set("removed", Json.array(moved.removed()));
        var added = Json.array();
        moved.added().forEach(one -> added.add(Json.object().put("id", one.id()).put("index", one.index())));
        body.set("added", added);
        return calculateTotal ? body.put("total", moved.total()) : body;
    }
}
