package org.postern.server.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// `/sw-policy.js`: under which policies the service worker serves the files that it kept. The browser keeps
/// it with the worker, out of reach of the page's scripts (ADR 0008, THREAT T-63).
final class PolicyScript extends Handler.Abstract {
    private final String script;

    /// @param siblings as in [SecurityHeaders#putPage]
    PolicyScript(String siblings) {
        this.script = "self.POLICIES = " + Answers.JSON.writeValueAsString(SecurityHeaders.policies(siblings)) + ";\n";
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/javascript;charset=utf-8");
        Content.Sink.write(response, true, script, callback);
        return true;
    }
}
