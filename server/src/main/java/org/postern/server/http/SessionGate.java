package org.postern.server.http;

import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.postern.server.accounts.Session;
import org.postern.server.accounts.Sessions;

/// Lets requests in by the sessions of the accounts.
public final class SessionGate implements Gate {
    private static final Set<String> SAFE = Set.of("GET", "HEAD");

    private final Sessions sessions;
    private final Site site;

    public SessionGate(Sessions sessions, HttpSettings settings) {
        this.sessions = sessions;
        this.site = new Site(settings);
    }

    @Override
    public Optional<Caller> enter(Request request) {
        return session(request).map(session -> new Caller(session.account(), session.id()));
    }

    @Override
    public boolean stands(Caller caller) {
        return sessions.stands(caller.account(), caller.session());
    }

    /// The whole session, for this room.
    Optional<Session> session(Request request) {
        return Credential.of(request)
                .filter(credential -> !credential.ambient() || meant(request))
                .flatMap(credential -> sessions.find(credential.token()));
    }

    /// THREAT T-10: a cookie comes along with requests that other sites make; those are not let in where
    /// they could change something or open a channel that answers.
    private boolean meant(Request request) {
        boolean harmless = SAFE.contains(request.getMethod())
                && !request.getHeaders().contains(HttpHeader.UPGRADE)
                && !"websocket".equals(request.getHeaders().get("Sec-Fetch-Mode"));
        return harmless ? !site.crossOrigin(request) : site.sameOrigin(request);
    }
}
