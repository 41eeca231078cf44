package org.postern.server.jmap;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.postern.server.db.StoreBroken;
import org.postern.server.http.Caller;
import org.postern.server.jmap.core.Problem;
import org.postern.server.jmap.core.RequestRefused;
import org.postern.server.jmap.core.Visitor;
import org.postern.server.jmap.push.Pushes;
import org.postern.server.trace.Trace;

/// The one place where a request comes in and where what goes wrong becomes an answer.
final class JmapHandler extends Handler.Abstract {
    private static final Trace TRACE = Trace.of(JmapHandler.class);
    private static final String ROOT = "/jmap/";
    private static final String WELL_KNOWN = "/.well-known/jmap";

    private final JmapDoor.Entry entry;
    private final Map<String, Resource> resources;
    private final Pushes pushes;

    JmapHandler(JmapDoor.Entry entry, Map<String, Resource> resources, Pushes pushes) {
        this.entry = entry;
        this.resources = resources;
        this.pushes = pushes;
    }

    @Override
    protected void doStart() throws Exception {
        pushes.start();
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        pushes.close();
        super.doStop();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            visit(request, response, callback);
        } catch (RequestRefused refused) {
            answer(response, callback, refused.problem());
        } catch (StoreBroken broken) {
            TRACE.failure("store did not answer jmap", broken);
            answer(response, callback, Problem.plain(503, "The server cannot answer now."));
        } catch (IOException gone) {
            callback.failed(gone);
        }
        return true;
    }

    private void visit(Request request, Response response, Callback callback) throws IOException {
        var visitor = visitor(request);
        if (visitor.isEmpty()) {
            Answers.unauthorized(request, response, callback);
            return;
        }
        var path = Request.getPathInContext(request);
        var inside = path.equals(WELL_KNOWN) ? "session" : path.substring(Math.min(ROOT.length(), path.length()));
        int slash = inside.indexOf('/');
        var resource = resources.get(slash < 0 ? inside : inside.substring(0, slash));
        if (resource == null) {
            throw new RequestRefused(Problem.plain(404, "There is nothing here."));
        }
        var rest = slash < 0 ? "" : inside.substring(slash + 1);
        resource.answer(new Visit(request, response, callback, visitor.get(), rest));
    }

    private Optional<Visitor> visitor(Request request) {
        return entry.gate()
                .enter(request)
                .flatMap(caller -> entry.accounts()
                        .account(caller.account())
                        .map(account -> new Visitor(account, () -> stands(caller))));
    }

    private boolean stands(Caller caller) {
        try {
            return entry.gate().stands(caller);
        } catch (StoreBroken broken) {
            TRACE.failure("store did not say whether a session stands", broken);
            return false;
        }
    }

    private static void answer(Response response, Callback callback, Problem problem) {
        if (response.isCommitted()) {
            callback.failed(new IOException("the answer was already under way"));
        } else {
            Answers.problem(response, callback, problem);
        }
    }
}
