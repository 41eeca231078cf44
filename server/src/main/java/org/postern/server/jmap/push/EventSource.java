package org.postern.server.jmap.push;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.postern.server.accounts.AccountId;
import org.postern.server.events.Change.Kind;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Problem;
import org.postern.server.jmap.core.RequestRefused;
import org.postern.server.jmap.core.Visitor;

/// RFC 8620 §7.3: changes as server-sent events. The response stays open; whoever has something to tell
/// writes to it.
public final class EventSource {
    private static final long LEAST_PING_SECONDS = 5;
    private static final long MOST_PING_SECONDS = 300;
    private static final Duration COMMENT_EVERY = Duration.ofSeconds(60);

    private final Pushes pushes;

    public EventSource(Pushes pushes) {
        this.pushes = pushes;
    }

    /// @return false when there are too many connections; nothing was written then
    /// @throws RequestRefused when the query is malformed
    public boolean open(Visitor visitor, Request request, Response response, Callback callback) {
        var query = Request.extractQueryParameters(request);
        var kinds = kinds(query.getValue("types"));
        boolean closeAfterState = closeAfterState(query.getValue("closeafter"));
        long pingSeconds = pingSeconds(query.getValue("ping"));

        var stream = new Stream(visitor.account().id(), response, callback, closeAfterState, pingSeconds);
        var since =
                Optional.ofNullable(request.getHeaders().get("Last-Event-ID")).flatMap(PushState::read);
        var every = pingSeconds == 0 ? COMMENT_EVERY : Duration.ofSeconds(pingSeconds);
        request.addIdleTimeoutListener(stream::isStuck);
        stream.begin();
        var line = pushes.open(new Pushes.Wish(visitor, kinds, since, every), stream);
        if (line.isEmpty()) {
            return false;
        }
        request.addFailureListener(failure -> line.get().close());
        stream.joined(line.get());
        return true;
    }

    private static Set<Kind> kinds(@Nullable String types) {
        return types == null || types.isEmpty() || types.equals("*")
                ? EnumSet.allOf(Kind.class)
                : StateChange.kinds(List.of(types.split(",")));
    }

    private static boolean closeAfterState(@Nullable String text) {
        return switch (text == null ? "no" : text) {
            case "state" -> true;
            case "no" -> false;
            default -> throw new RequestRefused(Problem.plain(400, "closeafter is state or no."));
        };
    }

    /// 0 for none.
    private static long pingSeconds(@Nullable String text) {
        if (text == null || text.equals("0")) {
            return 0;
        }
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new RequestRefused(Problem.plain(400, "ping is a number of seconds."));
        }
        return Math.clamp(Long.parseLong(text), LEAST_PING_SECONDS, MOST_PING_SECONDS);
    }

    /// One open response.
    private static final class Stream implements Feed.Sink {
        private final AccountId account;
        private final Response response;
        private final Callback callback;
        private final boolean closeAfterState;
        private final long pingSeconds;
        private final AtomicReference<Pushes.@Nullable Line> line = new AtomicReference<>();
        private volatile boolean writing;
        private volatile boolean over;

        Stream(AccountId account, Response response, Callback callback, boolean closeAfterState, long pingSeconds) {
            this.account = account;
            this.response = response;
            this.callback = callback;
            this.closeAfterState = closeAfterState;
            this.pingSeconds = pingSeconds;
        }

        void begin() {
            response.setStatus(200);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache, no-store");
            response.getHeaders().put("X-Accel-Buffering", "no");
        }

        /// The first ping brings the header to the client.
        void joined(Pushes.Line opened) {
            line.set(opened);
            opened.ping();
            if (over) {
                opened.close();
            }
        }

        @Override
        public void tell(Map<Kind, Long> changed, PushState state) throws IOException {
            var data = new String(Json.write(StateChange.json(account, changed)), StandardCharsets.UTF_8);
            write("event: state\nid: " + state + "\ndata: " + data + "\n\n");
            if (closeAfterState) {
                over = true;
                var opened = line.get();
                if (opened != null) {
                    opened.close();
                }
            }
        }

        @Override
        public void ping() throws IOException {
            write(pingSeconds == 0 ? ":\n\n" : "event: ping\ndata: {\"interval\":" + pingSeconds + "}\n\n");
        }

        @Override
        public void end() {
            callback.succeeded();
        }

        /// An idle connection is what is wanted; one that takes nothing is not.
        boolean isStuck(TimeoutException idle) {
            return writing;
        }

        private void write(String event) throws IOException {
            writing = true;
            try {
                Content.Sink.write(response, false, ByteBuffer.wrap(event.getBytes(StandardCharsets.UTF_8)));
            } finally {
                writing = false;
            }
        }
    }
}
