package org.postern.server.http;

import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// `/healthz`: the process is alive. `/readyz`: it can do its work; 503 names what is missing.
final class HealthHandler extends Handler.Abstract {
    private final List<Readiness> checks;

    HealthHandler(List<Readiness> checks) {
        this.checks = List.copyOf(checks);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var missing = Request.getPathInContext(request).equals("/readyz") ? missing() : "";
        response.setStatus(missing.isEmpty() ? 200 : 503);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        Content.Sink.write(response, true, missing.isEmpty() ? "ok\n" : "not ready: " + missing + "\n", callback);
        return true;
    }

    private String missing() {
        return checks.stream()
                .filter(check -> !check.check().getAsBoolean())
                .map(Readiness::name)
                .collect(Collectors.joining(" "));
    }
}
