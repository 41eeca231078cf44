package org.postern.server.http;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.postern.server.accounts.Session;
import org.postern.server.accounts.Sessions;

/// The owner's list of who is logged in.
final class SessionCalls {
    private final Sessions sessions;

    SessionCalls(Sessions sessions) {
        this.sessions = sessions;
    }

    List<Call> calls() {
        return List.of(
                Call.session("GET", "/api/sessions", this::list),
                Call.fresh("POST", "/api/sessions", this::make),
                Call.session("DELETE", "/api/sessions/{id}", this::close));
    }

    record Listed(String id, String label, String kind, String created, String lastUsed, boolean current) {}

    private Answer list(Call.Ask ask) {
        long current = ask.session().id();
        return Answer.json(sessions.of(ask.session().account()).stream()
                .map(session -> listed(session, session.id() == current))
                .toList());
    }

    private static Listed listed(Session session, boolean current) {
        return new Listed(
                Long.toString(session.id()),
                session.label(),
                session.kind().name().toLowerCase(Locale.ROOT),
                session.created().toString(),
                session.lastUsed().toString(),
                current);
    }

    record LabelBody(@Nullable String label) {}

    record Made(String id, String token) {}

    private Answer make(Call.Ask ask) {
        var label = Json.present(ask.as(LabelBody.class).label());
        var opened = sessions.open(ask.session().account(), Session.Kind.APP, label);
        return Answer.created(new Made(Long.toString(opened.id()), opened.token()));
    }

    private Answer close(Call.Ask ask) {
        var id = number(ask.segment());
        boolean closed = id.isPresent() && sessions.close(ask.session().account(), id.getAsLong());
        return closed ? Answer.nothing() : Answer.notFound();
    }

    private static OptionalLong number(String text) {
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
