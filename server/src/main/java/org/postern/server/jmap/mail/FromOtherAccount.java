package org.postern.server.jmap.mail;

import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import tools.jackson.databind.node.ObjectNode;

/// `Blob/copy` (RFC 8620 §6.3) and `Email/copy` (RFC 8621 §4.7): a caller has one account, so there is
/// never another one to copy from.
record FromOtherAccount(String name, Capability capability) implements Method.Plain {
    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        arguments.textOrRefuse("fromAccountId");
        throw MethodError.of("fromAccountNotFound");
    }
}
