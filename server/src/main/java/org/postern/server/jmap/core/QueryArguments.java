package org.postern.server.jmap.core;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/// What every `/query` takes beside filter and sort (RFC 8620 §5.5).
///
/// @param offset from the anchor, when there is one
public record QueryArguments(
        long position, Optional<String> anchor, long offset, OptionalLong limit, boolean calculateTotal) {
    /// The most ids that one answer has.
    public static final int MOST = 10_000;

    public static QueryArguments read(Members arguments) {
        arguments.textOrRefuse("accountId");
        return new QueryArguments(
                arguments.whole("position").orElse(0),
                arguments.text("anchor"),
                arguments.whole("anchorOffset").orElse(0),
                arguments.unsigned("limit"),
                arguments.flag("calculateTotal", false));
    }

    /// How many ids to answer with.
    public int most() {
        return (int) Math.min(limit.orElse(MOST), MOST);
    }

    /// Cuts a whole result that is in memory.
    ///
    /// @throws MethodError `anchorNotFound`
    public Page page(List<String> all) {
        long start = position >= 0 ? position : Math.max(0, all.size() + position);
        if (anchor.isPresent()) {
            int at = all.indexOf(anchor.get());
            if (at < 0) {
                throw MethodError.of("anchorNotFound");
            }
            start = Math.max(0, at + offset);
        }
        int from = (int) Math.min(start, all.size());
        var ids = all.subList(from, Math.min(all.size(), from + most()));
        return new Page(ids, start, OptionalLong.of(all.size()));
    }

    /// Part of a result.
    ///
    /// @param total of the whole result; written only when it was asked for
    public record Page(List<?> ids, long position, OptionalLong total) {}

    public ObjectNode answer(Exchange exchange, String state, boolean canCalculateChanges, Page page) {
        var body = Json.object()
                .put("accountId", exchange.account().id().toString())
                .put("queryState", state)
                .put("canCalculateChanges", canCalculateChanges)
                .put("position", page.position());
        body.set("ids", Json.array(page.ids()));
        if (calculateTotal && page.total().isPresent()) {
            body.put("total", page.total().getAsLong());
        }
        if (limit.isEmpty() || limit.getAsLong() > MOST) {
            body.put("limit", MOST);
        }
        return body;
    }
}
