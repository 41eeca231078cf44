package org.postern.server.http;

import java.util.List;
import org.postern.server.probes.Reception;

/// Sealed reports of volunteers. The answer is the same whatever became of one, so that nobody tries
/// tickets here.
final class ProbeCalls {
    private final Reception reception;

    ProbeCalls(Reception reception) {
        this.reception = reception;
    }

    List<Call> calls() {
        return List.of(Call.open("POST", "/api/probe", this::report).upTo(Call.LARGE));
    }

    private Answer report(Call.Ask ask) {
        reception.receive(ask.body());
        return Answer.nothing();
    }
}
