package org.postern.server.http;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Handler;

/// The calls of docs/format/account.md.
public final class Api {
    private final ApiHandler handler;

    Api(List<List<Call>> groups, SessionGate gate, HttpDoor.Context context) {
        var calls = new ArrayList<Call>();
        groups.forEach(calls::addAll);
        this.handler = new ApiHandler(calls, gate, context.settings(), context.clock());
    }

    Handler handler() {
        return handler;
    }
}
