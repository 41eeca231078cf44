package org.postern.server.jmap.mail;

import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.GetArguments;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §6.1
record IdentityGet(Limits limits) implements Method.Plain {
    @Override
    public String name() {
        return "Identity/get";
    }

    @Override
    public Capability capability() {
        return Capability.SUBMISSION;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        var get = GetArguments.read(arguments, limits);
        arguments.refuseOthers();
        var properties = get.propertiesAmong(Identity.PROPERTIES);

        var account = exchange.account();
        var list = Json.array();
        var notFound = Json.array();
        if (get.ids().isEmpty() || get.ids().get().contains(Identity.id(account))) {
            list.add(Identity.json(account, properties));
        }
        get.ids()
                .ifPresent(ids -> ids.stream()
                        .filter(id -> !id.equals(Identity.id(account)))
                        .forEach(notFound::add));
        return GetArguments.answer(exchange, Identity.STATE, list, notFound);
    }
}
