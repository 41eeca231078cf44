package org.postern.server.jmap.mail;

import java.util.List;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.GetArguments;
import org.postern.server.jmap.core.Ids;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.mailstore.Snapshot;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §3.1
record ThreadGet(Limits limits) implements Method.Reading {
    private static final List<String> PROPERTIES = List.of("id", "emailIds");

    @Override
    public String name() {
        return "Thread/get";
    }

    @Override
    public Capability capability() {
        return Capability.MAIL;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange, Snapshot snapshot) {
        var get = GetArguments.read(arguments, limits);
        arguments.refuseOthers();
        boolean withEmails = get.propertiesAmong(PROPERTIES).contains("emailIds");
        if (get.ids().isEmpty()) {
            throw MethodError.of("requestTooLarge");
        }

        var wanted = get.wanted(Ids::thread);
        var threads = snapshot.threads(wanted.ids());
        var list = Json.array();
        for (var id : wanted.ids()) {
            var emails = threads.get(id);
            if (emails == null) {
                wanted.notFound().add(id.toString());
                continue;
            }
            var body = Json.object().put("id", id.toString());
            if (withEmails) {
                body.set("emailIds", Json.array(emails));
            }
            list.add(body);
        }
        return GetArguments.answer(exchange, Long.toString(snapshot.state()), list, wanted.notFound());
    }
}
