package org.postern.server.http;

import java.util.Optional;
import org.eclipse.jetty.server.Request;

/// Lets a request in by its session (docs/format/account.md): Bearer, Basic with the token as password,
/// or the cookie together with a same-origin check for anything that changes state. WebSocket upgrades
/// with the cookie need the same-origin check too.
public interface Gate {
    Optional<Caller> enter(Request request);

    /// Whether somebody who was let in would still be, asked again and again while a connection stays open
    /// (THREAT T-28: a session that was revoked is told nothing more).
    ///
    /// @throws org.postern.server.db.StoreBroken when nobody can tell
    boolean stands(Caller caller);
}
