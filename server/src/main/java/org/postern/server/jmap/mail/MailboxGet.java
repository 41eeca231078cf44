package org.postern.server.jmap.mail;

import java.util.HashMap;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.GetArguments;
import org.postern.server.jmap.core.Ids;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.mailstore.Mailbox;
import org.postern.server.mailstore.MailboxId;
import org.postern.server.mailstore.Snapshot;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §2.1
record MailboxGet(Limits limits) implements Method.Reading {
    @Override
    public String name() {
        return "Mailbox/get";
    }

    @Override
    public Capability capability() {
        return Capability.MAIL;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange, Snapshot snapshot) {
        var get = GetArguments.read(arguments, limits);
        arguments.refuseOthers();
        var properties = get.propertiesAmong(MailboxJson.properties(exchange));

        var list = Json.array();
        var notFound = Json.array();
        if (get.ids().isEmpty()) {
            snapshot.mailboxes().forEach(mailbox -> list.add(MailboxJson.json(mailbox, properties)));
        } else {
            var byId = new HashMap<MailboxId, Mailbox>();
            snapshot.mailboxes().forEach(mailbox -> byId.put(mailbox.id(), mailbox));
            for (var id : get.ids().get()) {
                Ids.mailbox(id)
                        .map(byId::get)
                        .ifPresentOrElse(
                                mailbox -> list.add(MailboxJson.json(mailbox, properties)), () -> notFound.add(id));
            }
        }
        return GetArguments.answer(exchange, Long.toString(snapshot.state()), list, notFound);
    }
}
