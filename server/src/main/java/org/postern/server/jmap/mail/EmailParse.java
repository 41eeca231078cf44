package org.postern.server.jmap.mail;

import org.postern.server.jmap.blob.BlobId;
import org.postern.server.jmap.blob.Uploads;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §4.9. Nothing that is stored can be parsed here, so every blob that exists is `notParsable`.
record EmailParse(Uploads uploads, Limits limits) implements Method.Plain {
    @Override
    public String name() {
        return "Email/parse";
    }

    @Override
    public Capability capability() {
        return Capability.MAIL;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange) {
        var account = exchange.account().id();
        var blobIds = arguments.texts("blobIds").orElseThrow(() -> MethodError.invalidArguments("blobIds: is needed"));
        if (blobIds.size() > limits.maxObjectsInGet()) {
            throw MethodError.of("requestTooLarge");
        }
        var notParsable = Json.array();
        var notFound = Json.array();
        for (var text : blobIds) {
            boolean there = BlobId.read(text, account)
                    .filter(id -> !(id instanceof BlobId.Upload upload)
                            || uploads.find(upload).isPresent())
                    .isPresent();
            (there ? notParsable : notFound).add(text);
        }
        var body = Json.object().put("accountId", account.toString()).putNull("parsed");
        body.set("notParsable", notParsable);
        body.set("notFound", notFound);
        return body;
    }
}
