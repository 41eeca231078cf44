package org.postern.server.jmap.submit;

import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.ChangesArguments;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.queue.Queue;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §7.2
record SubmissionChanges(Queue queue) implements Method.Acting {
    @Override
    public String name() {
        return "EmailSubmission/changes";
    }

    @Override
    public Capability capability() {
        return Capability.SUBMISSION;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        var asked = ChangesArguments.read(arguments);
        return asked.answer(exchange, queue.changes(exchange.account().id(), asked.since(), asked.max()));
    }
}
