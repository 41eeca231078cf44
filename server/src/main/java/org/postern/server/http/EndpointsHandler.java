package org.postern.server.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.postern.server.endpoints.Publication;

/// `/.well-known/postern/endpoints`: the public list, as it is (RFC 8615 §3).
final class EndpointsHandler extends Handler.Abstract {
    private final Publication publication;

    EndpointsHandler(Publication publication) {
        this.publication = publication;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!"GET".equals(request.getMethod())) {
            Answers.write(Answer.notFound(), response, callback);
            return true;
        }
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=us-ascii");
        Content.Sink.write(response, true, EndpointCalls.text(publication.open()), callback);
        return true;
    }
}
