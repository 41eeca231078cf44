package org.postern.server.http;

import java.util.List;
import org.postern.server.keys.Directory;
import org.postern.wire.address.MailAddress;

/// The keys of the other users of this server.
final class KeyCalls {
    private final Directory directory;

    KeyCalls(Directory directory) {
        this.directory = directory;
    }

    List<Call> calls() {
        return List.of(Call.session("GET", "/api/keys", this::lookUp));
    }

    record Listed(String address, Json.Certificates certificates, Json.KeyListBody keyList) {}

    private Answer lookUp(Call.Ask ask) {
        return ask.query()
                .parameter("address")
                .flatMap(MailAddress::parse)
                .flatMap(directory::lookUp)
                .map(listed -> Answer.json(new Listed(
                        listed.address().toString(),
                        new Json.Certificates(Json.base64(listed.v6()), Json.base64(listed.v4())),
                        new Json.KeyListBody(Json.base64(listed.keyList()), Json.base64(listed.keyListSignature())))))
                .orElseGet(Answer::notFound);
    }
}
