package org.postern.server.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.postern.server.accounts.Session;
import org.postern.server.db.StoreBroken;
import org.postern.server.time.Clock;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;

/// Finds the call of `/api` that a request makes, sees that it may be made, and writes the answer.
final class ApiHandler extends Handler.Abstract {
    private static final Trace TRACE = Trace.of(ApiHandler.class);

    private final List<Call> calls;
    private final SessionGate gate;
    private final Site site;
    private final Clock clock;
    private final Duration bodyDeadline;

    ApiHandler(List<Call> calls, SessionGate gate, HttpSettings settings, Clock clock) {
        this.calls = List.copyOf(calls);
        this.gate = gate;
        this.site = new Site(settings);
        this.clock = clock;
        this.bodyDeadline = settings.requestDeadline();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Answers.write(answer(request, response), response, callback);
        return true;
    }

    private Answer answer(Request request, Response response) {
        try {
            var path = Request.getPathInContext(request);
            var atPath =
                    calls.stream().filter(call -> matches(call.path(), path)).toList();
            if (atPath.isEmpty()) {
                return Answer.notFound();
            }
            return atPath.stream()
                    .filter(call -> call.method().equals(request.getMethod()))
                    .findFirst()
                    .map(call -> answer(call, request, response))
                    .orElseGet(() -> notAllowed(atPath));
        } catch (Call.BadBody malformed) {
            return Answer.badRequest("The body is not what this call takes.");
        } catch (StoreBroken broken) {
            TRACE.failure("an api call met a broken store", broken);
            return Answer.problem(503, "unavailable", "The server cannot do this at the moment.");
        } catch (RuntimeException wrong) {
            TRACE.failure("an api call failed", wrong);
            return Answer.problem(500, "internal", "The server made a mistake.");
        }
    }

    private static boolean matches(String pattern, String path) {
        if (!pattern.endsWith("{id}")) {
            return pattern.equals(path);
        }
        var prefix = pattern.substring(0, pattern.length() - 4);
        return path.startsWith(prefix) && path.length() > prefix.length() && path.indexOf('/', prefix.length()) < 0;
    }

    private static Answer notAllowed(List<Call> atPath) {
        var methods = String.join(", ", atPath.stream().map(Call::method).toList());
        return new Answer.Problem(
                405,
                "bad-request",
                "This call takes another method.",
                List.of(new HttpField(HttpHeader.ALLOW, methods)));
    }

    private Answer answer(Call call, Request request, Response response) {
        // THREAT T-10: nobody else's page logs its visitor in or out here, nor signs up, nor guesses.
        if (site.crossOrigin(request) && site.sibling(request).isEmpty()) {
            return Answer.problem(403, "bad-request", "Another site may not make this call.");
        }
        var session = call.access() == Call.Access.ANYBODY ? Optional.<Session>empty() : gate.session(request);
        var refusal = refusal(call.access(), session);
        return refusal.isPresent() ? refusal.get() : read(call, session, request, response);
    }

    private Optional<Answer> refusal(Call.Access access, Optional<Session> session) {
        if (access == Call.Access.ANYBODY) {
            return Optional.empty();
        }
        if (session.isEmpty()) {
            return Optional.of(Answer.noSession());
        }
        if (access == Call.Access.FRESH_SESSION && !session.get().fresh(clock.instant())) {
            return Optional.of(Answer.problem(403, "reauthenticate", "Log in again to do this."));
        }
        return Optional.empty();
    }

    private Answer read(Call call, Optional<Session> session, Request request, Response response) {
        return switch (RequestBody.read(request, call.maxBytes(), bodyDeadline, clock)) {
            case RequestBody.TooLarge large -> ended(response, Answer.tooLarge());
            case RequestBody.Broken broken ->
                ended(response, Answer.problem(408, "bad-request", "The request did not come in time."));
            case RequestBody.Whole whole -> call.action().answer(ask(call, session, request, whole.octets()));
        };
    }

    /// What is left of the body is not waited for.
    private static Answer ended(Response response, Answer answer) {
        if (response.getRequest().getConnectionMetaData().getHttpVersion().getVersion() < 20) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        return answer;
    }

    private Call.Ask ask(Call call, Optional<Session> session, Request request, Octets body) {
        var path = Request.getPathInContext(request);
        int variable = call.path().indexOf("{id}");
        var agent = request.getHeaders().get(HttpHeader.USER_AGENT);
        return new Call.Ask(
                session,
                site.source(request),
                site.secure(request),
                variable < 0 ? "" : path.substring(variable),
                name -> Optional.ofNullable(
                        Request.extractQueryParameters(request).getValue(name)),
                agent == null ? "" : agent,
                body);
    }
}
