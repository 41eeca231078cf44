package org.postern.server.http;

import io.prometheus.metrics.core.metrics.Counter;
import java.time.Duration;
import java.util.HexFormat;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.postern.reach.RelayId;
import org.postern.reach.Stage;
import org.postern.server.accounts.Buckets;
import org.postern.server.accounts.Budget;
import org.postern.server.accounts.SourceNetwork;
import org.postern.server.net.Sightings;
import org.postern.server.trace.Trace;
import org.postern.wire.Sha256;

/// What holds for every request: the security headers, and limits of rate by network and by session
/// (THREAT T-04).
final class FrontHandler extends Handler.Wrapper {
    private static final int KEYS = 50_000;
    private static final Trace TRACE = Trace.of(FrontHandler.class);

    private final Site site;
    private final Buckets<SourceNetwork> sources;
    private final Buckets<String> sessions;
    private final Counter answers;
    private final Sightings sightings;

    FrontHandler(Handler inner, HttpDoor.Context context) {
        super(inner);
        var settings = context.settings();
        var clock = context.clock();
        this.sightings = context.sightings();
        this.site = new Site(settings);
        this.sources = new Buckets<>(budget(settings.sourceBurst(), settings.sourcePerSecond()), KEYS, clock);
        this.sessions = new Buckets<>(budget(settings.sessionBurst(), settings.sessionPerSecond()), KEYS, clock);
        this.answers = context.metrics().counter("postern_http_answers", "Answers by class of status.", "status");
    }

    private static Budget budget(int burst, int perSecond) {
        return new Budget(burst, Duration.ofSeconds(1).dividedBy(perSecond));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        SecurityHeaders.put(response.getHeaders(), site.secure(request));
        tell(request);
        var counted = Callback.from(
                callback,
                () -> answers.labelValues(response.getStatus() / 100 + "xx").inc());
        var sibling = site.sibling(request);
        sibling.ifPresent(origin -> Siblings.admit(origin, response.getHeaders()));
        var wait = wait(request);
        if (wait.isZero() && sibling.isPresent() && Siblings.isPreflight(request)) {
            Answers.write(Siblings.preflight(), response, counted);
            return true;
        }
        if (wait.isZero()) {
            return super.handle(request, response, counted);
        }
        Answers.write(Answer.rateLimited(wait), response, counted);
        return true;
    }

    /// Who comes by the onion service has no network to be counted for.
    private void tell(Request request) {
        var via = Site.via(request);
        if (!via.equals(RelayId.ONION)) {
            sightings.passed(site.client(request), via, Stage.WEB);
        }
    }

    private Duration wait(Request request) {
        var wait = sources.take(site.pace(request));
        return wait.isZero()
                ? Credential.of(request)
                        .map(credential -> sessions.take(hashed(credential.token())))
                        .orElse(Duration.ZERO)
                : wait;
    }

    private static String hashed(String token) {
        return HexFormat.of().formatHex(Sha256.of(token), 0, 16);
    }

    /// What no handler answered, in the same form as the rest; nothing of the request is repeated.
    boolean fail(Request request, Response response, Callback callback) {
        SecurityHeaders.put(response.getHeaders(), site.secure(request));
        int status = Math.max(response.getStatus(), 400);
        if (status >= 500 && request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof RuntimeException wrong) {
            TRACE.failure("a request failed", wrong);
        }
        Answers.write(problem(status), response, callback);
        return true;
    }

    private static Answer problem(int status) {
        if (status >= 500) {
            return Answer.problem(status, "internal", "The server made a mistake.");
        }
        return status == 404 ? Answer.notFound() : Answer.problem(status, "bad-request", "The request is not valid.");
    }
}
