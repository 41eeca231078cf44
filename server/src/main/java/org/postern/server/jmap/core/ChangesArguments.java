package org.postern.server.jmap.core;

import org.postern.server.mailstore.Changes;
import tools.jackson.databind.node.ObjectNode;

/// What every `/changes` takes and answers (RFC 8620 §5.2).
///
/// @param max how many ids the client takes; the server's own bound when it did not say
public record ChangesArguments(String sinceState, int max) {
    private static final int MOST = 10_000;

    public static ChangesArguments read(Members arguments) {
        arguments.textOrRefuse("accountId");
        var since = arguments.textOrRefuse("sinceState");
        var max = arguments.unsigned("maxChanges");
        if (max.isPresent() && max.getAsLong() == 0) {
            throw MethodError.invalidArguments("maxChanges: must be more than 0");
        }
        arguments.refuseOthers();
        return new ChangesArguments(since, (int) Math.min(max.orElse(MOST), MOST));
    }

    /// @throws MethodError `cannotCalculateChanges` when it is no state of ours
    public long since() {
        return Ids.state(sinceState).orElseThrow(() -> MethodError.of("cannotCalculateChanges"));
    }

    /// @throws MethodError `cannotCalculateChanges`
    public ObjectNode answer(Exchange exchange, Changes<?> changes) {
        return switch (changes) {
            case Changes.CannotTell<?> unknown -> throw MethodError.of("cannotCalculateChanges");
            case Changes.Since<?> since -> {
                var body = Json.object()
                        .put("accountId", exchange.account().id().toString())
                        .put("oldState", sinceState)
                        .put("newState", Long.toString(since.newState()))
                        .put("hasMoreChanges", since.hasMore());
                body.set("created", Json.array(since.created()));
                body.set("updated", Json.array(since.updated()));
                body.set("destroyed", Json.array(since.destroyed()));
                yield body;
            }
        };
    }
}
