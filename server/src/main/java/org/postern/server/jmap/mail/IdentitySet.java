package org.postern.server.jmap.mail;

import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.jmap.core.SetAnswer;
import org.postern.server.jmap.core.SetArguments;
import org.postern.server.jmap.core.SetError;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §6.3: refused. A name or a signature would lie readable on the server (THREAT T-02).
record IdentitySet(Limits limits) implements Method.Plain {
    private static final SetError FORBIDDEN = SetError.of(
            "forbidden", "An account has one identity; names and signatures are sealed in the client's settings.");

    @Override
    public String name() {
        return "Identity/set";
    }

    @Override
    public Capability capability() {
        return Capability.SUBMISSION;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        var state = arguments.text("ifInState");
        if (state.isPresent() && !state.get().equals(Identity.STATE)) {
            throw MethodError.of("stateMismatch");
        }
        var set = SetArguments.read(arguments, exchange, limits);
        arguments.refuseOthers();

        var answer = new SetAnswer();
        set.creates().keySet().forEach(name -> answer.notCreated(name, FORBIDDEN));
        set.updates().keySet().forEach(id -> answer.notUpdated(id, error(id, exchange)));
        set.destroys().forEach(id -> answer.notDestroyed(id, error(id, exchange)));
        return answer.json(exchange, Identity.STATE, Identity.STATE);
    }

    private static SetError error(String id, Exchange exchange) {
        return id.equals(Identity.id(exchange.account())) ? FORBIDDEN : SetError.of("notFound");
    }
}
