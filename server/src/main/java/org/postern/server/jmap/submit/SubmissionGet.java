package org.postern.server.jmap.submit;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.GetArguments;
import org.postern.server.jmap.core.Ids;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.queue.Queue;
import org.postern.server.queue.SubmissionId;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §7.1
record SubmissionGet(Queue queue, Limits limits) implements Method.Acting {
    @Override
    public String name() {
        return "EmailSubmission/get";
    }

    @Override
    public Capability capability() {
        return Capability.SUBMISSION;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        var get = GetArguments.read(arguments, limits);
        arguments.refuseOthers();
        var properties = get.propertiesAmong(SubmissionJson.properties(exchange));

        var account = exchange.account();
        long state = queue.state(account.id());
        var wanted = get.wanted(Ids::submission);
        Optional<Collection<SubmissionId>> ids = get.ids().map(texts -> wanted.ids());
        var notes = queue.submissions(account.id(), ids);
        if (notes.size() > limits.maxObjectsInGet()) {
            throw MethodError.of("requestTooLarge");
        }

        var list = Json.array();
        var found = new HashSet<SubmissionId>();
        for (var note : notes) {
            found.add(note.id());
            list.add(SubmissionJson.json(account, note, properties));
        }
        wanted.ids().stream()
                .filter(id -> !found.contains(id))
                .forEach(id -> wanted.notFound().add(id.toString()));
        return GetArguments.answer(exchange, Long.toString(state), list, wanted.notFound());
    }
}
