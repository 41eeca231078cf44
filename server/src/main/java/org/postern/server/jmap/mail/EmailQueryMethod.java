package org.postern.server.jmap.mail;

import org.postern.server.jmap.blob.Wrapping;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Ids;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.jmap.core.QueryArguments;
import org.postern.server.mailstore.EmailQuery;
import org.postern.server.mailstore.EmailQuery.Found;
import org.postern.server.mailstore.EmailQuery.Window;
import org.postern.server.mailstore.Snapshot;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §4.4
record EmailQueryMethod() implements Method.Reading {
    @Override
    public String name() {
        return "Email/query";
    }

    @Override
    public Capability capability() {
        return Capability.MAIL;
    }

    /// Filter, sorts and collapsing, which `Email/query` and `Email/queryChanges` share.
    static EmailQuery query(Members arguments, Exchange exchange) {
        var wrapping = new Wrapping(exchange.account().address().domain());
        return new EmailQuery(
                new EmailFilters(wrapping::smallestBodyFor).read(arguments),
                Sorts.read(arguments),
                arguments.flag("collapseThreads", false));
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange, Snapshot snapshot) {
        var asked = QueryArguments.read(arguments);
        var query = query(arguments, exchange);
        arguments.refuseOthers();
        return switch (snapshot.query(query, window(asked), asked.calculateTotal())) {
            case Found.AnchorNotFound none -> throw MethodError.of("anchorNotFound");
            case Found.Page page ->
                asked.answer(
                        exchange,
                        Long.toString(page.state()),
                        true,
                        new QueryArguments.Page(page.ids(), page.position(), page.total()));
        };
    }

    private static Window window(QueryArguments asked) {
        if (asked.anchor().isEmpty()) {
            return new Window.At(asked.position(), asked.most());
        }
        var anchor = Ids.email(asked.anchor().get()).orElseThrow(() -> MethodError.of("anchorNotFound"));
        return new Window.Around(anchor, asked.offset(), asked.most());
    }
}
