package org.postern.server.jmap.mail;

import java.util.List;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.ChangesArguments;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.mailstore.Changes;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §6.2: the identity of an account never changes.
record IdentityChanges() implements Method.Plain {
    @Override
    public String name() {
        return "Identity/changes";
    }

    @Override
    public Capability capability() {
        return Capability.SUBMISSION;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        var asked = ChangesArguments.read(arguments);
        if (!asked.sinceState().equals(Identity.STATE)) {
            throw MethodError.of("cannotCalculateChanges");
        }
        var none = new Changes.Since<String>(List.of(), List.of(), List.of(), asked.since(), false);
        return asked.answer(exchange, none);
    }
}
