package org.postern.server.jmap.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What every `/get` takes (RFC 8620 §5.1).
///
/// @param ids each once, in the order asked for; empty for all
/// @param properties empty for the type's usual ones
public record GetArguments(Optional<List<String>> ids, Optional<List<String>> properties) {
    /// @throws MethodError `requestTooLarge`
    public static GetArguments read(Members arguments, Limits limits) {
        arguments.textOrRefuse("accountId");
        var ids = arguments.texts("ids").map(all -> List.copyOf(new LinkedHashSet<>(all)));
        if (ids.isPresent() && ids.get().size() > limits.maxObjectsInGet()) {
            throw MethodError.of("requestTooLarge");
        }
        return new GetArguments(ids, arguments.texts("properties").map(all -> List.copyOf(new LinkedHashSet<>(all))));
    }

    /// The properties to answer with; `id` always (RFC 8620 §5.1).
    ///
    /// @throws MethodError `invalidArguments` when one is not among the known
    public List<String> propertiesAmong(List<String> known) {
        var wanted = properties.orElse(known);
        for (var name : wanted) {
            if (!known.contains(name)) {
                throw MethodError.invalidArguments("properties: one is not known");
            }
        }
        return wanted;
    }

    /// Sorts the ids that were asked for into those of the form of an id, and `notFound`.
    public <I> Wanted<I> wanted(Function<String, Optional<I>> form) {
        var known = new ArrayList<I>();
        var notFound = Json.array();
        for (var id : ids.orElse(List.of())) {
            form.apply(id).ifPresentOrElse(known::add, () -> notFound.add(id));
        }
        return new Wanted<>(known, notFound);
    }

    /// Ids by form, before anybody looked whether they exist.
    public record Wanted<I>(List<I> ids, ArrayNode notFound) {}

    /// The answer of every `/get`.
    public static ObjectNode answer(Exchange exchange, String state, ArrayNode list, ArrayNode notFound) {
        var body = Json.object()
                .put("accountId", exchange.account().id().toString())
                .put("state", state);
        body.set("list", list);
        body.set("notFound", notFound);
        return body;
    }
}
