package org.postern.server.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postern.reach.endpoints.SignedList;
import org.postern.server.endpoints.Publication;

/// Other ways to the site, for who is logged in (docs/format/endpoints.md).
final class EndpointCalls {
    private final Publication publication;

    EndpointCalls(Publication publication) {
        this.publication = publication;
    }

    List<Call> calls() {
        return List.of(Call.session("GET", "/api/endpoints", this::lists));
    }

    record Lists(String key, String open, String own) {}

    private Answer lists(Call.Ask ask) {
        return Answer.json(new Lists(
                publication.key(),
                text(publication.open()),
                text(publication.own(ask.session().account().value()))));
    }

    static String text(SignedList list) {
        return new String(list.octets().toByteArray(), StandardCharsets.US_ASCII);
    }
}
