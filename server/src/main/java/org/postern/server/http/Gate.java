package org.postern.server.http;

import java.util.Optional;
import org.eclipse.jetty.server.Request;

/// Lets a request in by its session (docs/format/account.md): Bearer, Basic with the token as password,
/// or the cookie together with a same-origin check for anything that changes state. WebSocket upgrades
/// with the cookie need the same-origin check too.
public interface Gate {
    Optional<Caller> enter(Request request);
}
