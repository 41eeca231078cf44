package org.postern.server.jmap.mail;

import java.util.OptionalLong;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.jmap.core.QueryChangesArguments;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.EmailQuery.Moved;
import org.postern.server.mailstore.Snapshot;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §4.5
record EmailQueryChanges() implements Method.Reading {
    @Override
    public String name() {
        return "Email/queryChanges";
    }

    @Override
    public Capability capability() {
        return Capability.MAIL;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange, Snapshot snapshot) {
        var asked = QueryChangesArguments.read(arguments);
        var query = EmailQueryMethod.query(arguments, exchange);
        arguments.refuseOthers();
        return switch (snapshot.queryChanges(query, asked.since(), OptionalLong.empty())) {
            case Moved.CannotTell unknown -> throw MethodError.of("cannotCalculateChanges");
            case Moved.Delta delta -> asked.answer(exchange, moved(delta));
        };
    }

    private static QueryChangesArguments.Moved moved(Moved.Delta delta) {
        return new QueryChangesArguments.Moved(
                delta.removed().stream().map(EmailId::toString).toList(),
                delta.added().stream()
                        .map(added -> new QueryChangesArguments.Added(added.id().toString(), added.index()))
                        .toList(),
                delta.total(),
                Long.toString(delta.state()));
    }
}
