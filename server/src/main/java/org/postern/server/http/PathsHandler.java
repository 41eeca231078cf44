package org.postern.server.http;

import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.pathmap.PathMappings;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Gives a request to the handler whose path matches best. Unlike Jetty's own, it leaves the request as
/// it is, so that handlers see the whole path.
final class PathsHandler extends Handler.AbstractContainer {
    private final PathMappings<Handler> mappings = new PathMappings<>();

    PathsHandler(Map<String, Handler> handlers) {
        handlers.forEach((path, handler) -> {
            mappings.put(PathSpec.from(path), handler);
            addBean(handler);
        });
    }

    @Override
    public void setServer(org.eclipse.jetty.server.Server server) {
        super.setServer(server);
        getHandlers().forEach(handler -> handler.setServer(server));
    }

    @Override
    public List<Handler> getHandlers() {
        return mappings.streamResources().map(mapped -> mapped.getResource()).toList();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var matched = mappings.getMatched(Request.getPathInContext(request));
        return matched != null && matched.getResource().handle(request, response, callback);
    }
}
