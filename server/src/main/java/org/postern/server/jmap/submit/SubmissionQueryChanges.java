package org.postern.server.jmap.submit;

import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §7.4: asked for again whole.
record SubmissionQueryChanges() implements Method.Plain {
    @Override
    public String name() {
        return "EmailSubmission/queryChanges";
    }

    @Override
    public Capability capability() {
        return Capability.SUBMISSION;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        arguments.textOrRefuse("sinceQueryState");
        throw MethodError.of("cannotCalculateChanges");
    }
}
