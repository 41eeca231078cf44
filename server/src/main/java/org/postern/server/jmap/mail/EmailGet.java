package org.postern.server.jmap.mail;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.GetArguments;
import org.postern.server.jmap.core.Ids;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.mailstore.Email;
import org.postern.server.mailstore.EmailFilter;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.EmailQuery;
import org.postern.server.mailstore.Snapshot;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8621 §4.2
record EmailGet(Limits limits) implements Method.Reading {
    @Override
    public String name() {
        return "Email/get";
    }

    @Override
    public Capability capability() {
        return Capability.MAIL;
    }

    @Override
    public ObjectNode answer(Members arguments, Exchange exchange, Snapshot snapshot) {
        var get = GetArguments.read(arguments, limits);
        var json = EmailJson.read(exchange, get.properties(), arguments);
        arguments.flag("fetchTextBodyValues", false);
        arguments.flag("fetchHTMLBodyValues", false);
        arguments.flag("fetchAllBodyValues", false);
        arguments.unsigned("maxBodyValueBytes");
        arguments.refuseOthers();

        var wanted = get.wanted(Ids::email);
        var ids = get.ids().isPresent() ? wanted.ids() : all(snapshot);
        var emails = snapshot.emails(ids);
        Map<EmailId, Snapshot.Opening> openings = json.needsOpenings() ? snapshot.openings(ids) : Map.of();

        var list = Json.array();
        emails.forEach(email -> list.add(json.json(email, openings)));
        var found = new HashSet<>(emails.stream().map(Email::id).toList());
        ids.stream()
                .filter(id -> !found.contains(id))
                .forEach(id -> wanted.notFound().add(id.toString()));
        return GetArguments.answer(exchange, Long.toString(snapshot.state()), list, wanted.notFound());
    }

    /// RFC 8620 §5.1: no ids mean all, when they are few.
    private List<EmailId> all(Snapshot snapshot) {
        var query = new EmailQuery(
                new EmailFilter.All(),
                List.of(new EmailQuery.Sort(EmailQuery.Key.RECEIVED_AT, false, Optional.empty())),
                false);
        var window = new EmailQuery.Window.At(0, limits.maxObjectsInGet() + 1);
        var found = snapshot.query(query, window, false);
        if (found instanceof EmailQuery.Found.Page page && page.ids().size() <= limits.maxObjectsInGet()) {
            return page.ids();
        }
        throw MethodError.of("requestTooLarge");
    }
}
