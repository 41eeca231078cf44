package org.postern.server.jmap;

import java.util.Optional;
import org.postern.server.jmap.core.Problem;
import org.postern.server.jmap.core.RequestRefused;
import org.postern.server.jmap.push.EventSource;

/// RFC 8620 §7.3
record EventsResource(EventSource events) implements Resource {
    @Override
    public void answer(Visit visit) {
        if (!visit.request().getMethod().equals("GET")) {
            throw new RequestRefused(Problem.plain(405, "Only GET is answered here."));
        }
        if (!events.open(visit.visitor(), visit.request(), visit.response(), visit.callback())) {
            Answers.busy(visit.response(), visit.callback(), Optional.empty());
        }
    }
}
