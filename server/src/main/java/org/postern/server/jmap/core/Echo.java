package org.postern.server.jmap.core;

import tools.jackson.databind.node.ObjectNode;

/// RFC 8620 §4
public final class Echo implements Method.Plain {
    @Override
    public String name() {
        return "Core/echo";
    }

    @Override
    public Capability capability() {
        return Capability.CORE;
    }

    @Override
    public boolean inAccount() {
        return false;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        return arguments.node();
    }
}
