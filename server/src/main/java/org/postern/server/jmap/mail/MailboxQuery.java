package org.postern.server.jmap.mail;

import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.QueryArguments;
import org.postern.server.mailstore.Snapshot;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §2.3
record MailboxQuery() implements Method.Reading {
    @Override
    public String name() {
        return "Mailbox/query";
    }

    @Override
    public Capability capability() {
        return Capability.MAIL;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange, Snapshot snapshot) {
        var query = QueryArguments.read(arguments);
        var selection = MailboxSelection.read(arguments);
        arguments.refuseOthers();

        var page = query.page(selection.select(snapshot.mailboxes()));
        return query.answer(exchange, Long.toString(snapshot.state()), selection.flat(), page);
    }
}
