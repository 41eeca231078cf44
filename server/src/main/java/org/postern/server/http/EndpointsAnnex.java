package org.postern.server.http;

import java.util.Map;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.postern.server.endpoints.Publication;

/// Where anybody finds the public list of endpoints.
public record EndpointsAnnex(Publication publication) implements Annex {
    @Override
    public Map<String, Handler> handlers(Server server) {
        return Map.of("/.well-known/postern/endpoints", new EndpointsHandler(publication));
    }
}
