package org.postern.server.http;

import java.util.Map;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;

/// Another room's part of this door.
@FunctionalInterface
public interface Annex {
    /// Handlers by path, in the form of servlet mappings: `/jmap/*`, `/.well-known/jmap`. The security
    /// headers, limits of rate and time-outs of the door hold for them; who is asking they ask the gate.
    ///
    /// @param server not started yet; WebSocket handlers need it
    Map<String, Handler> handlers(Server server);
}
