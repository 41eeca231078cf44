package org.postern.server.intake;

import org.postern.server.mailstore.Role;

/// What is to be done with an arrival.
sealed interface Verdict {
    record Accept(Role folder) implements Verdict {}

    record Defer(Outcome.Deferred answer) implements Verdict {}

    record Refuse(Outcome.Refused answer) implements Verdict {}
}
