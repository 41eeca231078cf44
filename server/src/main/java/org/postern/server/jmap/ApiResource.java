package org.postern.server.jmap;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.postern.server.accounts.Account;
import org.postern.server.jmap.core.ApiRequest;
import org.postern.server.jmap.core.Dispatcher;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Problem;
import org.postern.server.jmap.core.RequestRefused;
import org.postern.server.time.Clock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8620 §3: requests by POST. The WebSocket door answers by the same way.
record ApiResource(Dispatcher dispatcher, SessionResource session, Arrivals arrivals, Limits limits)
        implements Resource {
    /// How many requests may come, how much memory they may hold, and how long they may take.
    record Arrivals(Admission admission, RequestMemory memory, Duration time, Clock clock) {}

    @Override
    public void answer(Visit visit) throws IOException {
        if (!visit.request().getMethod().equals("POST")) {
            throw new RequestRefused(Problem.plain(405, "Only POST is answered here."));
        }
        var type = visit.request().getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (type == null || !type.toLowerCase(Locale.ROOT).matches("application/json *(;.*)?")) {
            throw new RequestRefused(Problem.notJson());
        }
        if (visit.request().getLength() > limits.maxSizeRequest()) {
            throw new RequestRefused(Problem.limit("maxSizeRequest"));
        }
        Answers.json(visit.response(), visit.callback(), 200, answered(visit));
    }

    /// INVARIANT: the place is given back before the client can have the answer. Who keeps as many requests
    /// under way as it may, and sends the next when one is answered, is not one too many.
    @SuppressWarnings("try") // the place is held, not used
    private ObjectNode answered(Visit visit) throws IOException {
        try (var held = enter(visit.account());
                var memory = arrivals.memory().part(visit.account().id())) {
            byte[] body = body(visit.request(), memory);
            return answer(visit.account(), Json.read(body));
        }
    }

    /// As by POST, for a request that came in another way.
    @SuppressWarnings("try") // the place is held, not used
    ObjectNode answerWithin(Account account, JsonNode body) {
        try (var held = enter(account)) {
            return answer(account, Optional.of(body));
        }
    }

    /// @throws RequestRefused when as many are under way as may be
    private Admission.Place enter(Account account) {
        return arrivals.admission()
                .enter(account.id())
                .orElseThrow(() -> new RequestRefused(Problem.limit("maxConcurrentRequests")));
    }

    /// @param body empty when it was not I-JSON
    private ObjectNode answer(Account account, Optional<JsonNode> body) {
        var request = ApiRequest.read(body.orElseThrow(() -> new RequestRefused(Problem.notJson())), limits);
        return dispatcher.answer(account, request, session.state(account));
    }

    private byte[] body(Request request, RequestMemory.Part memory) throws IOException {
        try (var in = new Punctual(Request.asInputStream(request), arrivals.time(), arrivals.clock())) {
            return memory.read(in, limits.maxSizeRequest());
        } catch (Punctual.Late late) {
            throw new RequestRefused(Problem.plain(408, "The request took too long to arrive."));
        }
    }
}
