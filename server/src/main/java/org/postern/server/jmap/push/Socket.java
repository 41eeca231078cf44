package org.postern.server.jmap.push;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;
import org.postern.server.db.StoreBroken;
import org.postern.server.events.Change.Kind;
import org.postern.server.jmap.core.BadMember;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.Problem;
import org.postern.server.jmap.core.RequestRefused;
import org.postern.server.jmap.core.Visitor;
import org.postern.server.trace.Trace;
import tools.jackson.databind.node.ObjectNode;

/// One connection. Messages are answered in order, each before the next is read, so a client cannot have
/// more under way than it takes.
public final class Socket implements Session.Listener.AutoDemanding, Feed.Sink {
    private static final Trace TRACE = Trace.of(Socket.class);
    private static final Duration PING_EVERY = Duration.ofSeconds(60);

    private final Visitor visitor;
    private final SocketDoor.Api api;
    private final Pushes pushes;
    private final Message message;
    private @Nullable Session session;
    private Pushes.@Nullable Line line;

    Socket(Visitor visitor, SocketDoor.Api api, Pushes pushes, Message message) {
        this.message = message;
        this.visitor = visitor;
        this.api = api;
        this.pushes = pushes;
    }

    /// The text message that is coming.
    public interface Message {
        Progress add(String piece);

        /// All of it.
        String text();

        /// Gives back what it holds.
        void clear();
    }

    /// What a piece of a message came to.
    public enum Progress {
        GOES_ON,
        TOO_LARGE,
        TOO_LATE,
        NO_ROOM
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        listen(EnumSet.noneOf(Kind.class), Optional.empty());
    }

    /// THREAT T-20: what comes is collected within the memory and the time that all requests have.
    @Override
    public void onWebSocketPartialText(String piece, boolean last) {
        if (!visitor.stands().getAsBoolean()) {
            close(StatusCode.POLICY_VIOLATION, "the session ended");
            return;
        }
        try {
            switch (message.add(piece)) {
                case GOES_ON -> {
                    if (last) {
                        handle(message.text());
                    }
                }
                case TOO_LARGE -> close(StatusCode.MESSAGE_TOO_LARGE, "the message is too large");
                case TOO_LATE -> close(StatusCode.POLICY_VIOLATION, "the message took too long");
                case NO_ROOM -> close(StatusCode.TRY_AGAIN_LATER, "no room for this now");
            }
        } catch (IOException gone) {
            end();
        } finally {
            if (last) {
                message.clear();
            }
        }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        close(StatusCode.BAD_DATA, "text only");
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        forget();
        callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        forget();
    }

    @Override
    public void tell(Map<Kind, Long> changed, PushState state) throws IOException {
        send(StateChange.json(visitor.account().id(), changed).put("pushState", state.toString()));
    }

    @Override
    public void ping() throws IOException {
        var opened = session;
        if (opened != null) {
            opened.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
        }
    }

    @Override
    public void end() {
        close(StatusCode.NORMAL, "come again");
    }

    private void handle(String message) throws IOException {
        var body = Json.read(message);
        var id = body.map(value -> value.get("id"))
                .filter(value -> value.isString())
                .map(value -> value.stringValue());
        try {
            var object = body.filter(ObjectNode.class::isInstance)
                    .map(ObjectNode.class::cast)
                    .orElseThrow(() -> new RequestRefused(Problem.notJson()));
            switch (new Members(object).text("@type").orElse("")) {
                case "Request" -> answer(object, id);
                case "WebSocketPushEnable" -> enable(new Members(object));
                case "WebSocketPushDisable" -> listen(EnumSet.noneOf(Kind.class), Optional.empty());
                default -> throw new RequestRefused(Problem.notRequest("The message has no @type that is known."));
            }
        } catch (RequestRefused refused) {
            sendError(refused.problem(), id);
        } catch (BadMember bad) {
            sendError(Problem.notRequest("The message has a member of the wrong type."), id);
        } catch (StoreBroken broken) {
            TRACE.failure("store did not answer a socket", broken);
            sendError(Problem.plain(503, "The server cannot answer now."), id);
        }
    }

    private void answer(ObjectNode request, Optional<String> id) throws IOException {
        var answer = api.answer(visitor.account(), request).put("@type", "Response");
        id.ifPresent(text -> answer.put("requestId", text));
        send(answer);
    }

    /// RFC 8887 §4.3.5.2: what the client missed since its pushState is told at once.
    private void enable(Members message) {
        var kinds = message.texts("dataTypes").map(StateChange::kinds).orElseGet(() -> EnumSet.allOf(Kind.class));
        listen(kinds, message.text("pushState").flatMap(PushState::read));
    }

    private void listen(Set<Kind> kinds, Optional<PushState> since) {
        var before = line;
        if (before != null) {
            before.leave();
        }
        var opened = pushes.open(new Pushes.Wish(visitor, kinds, since, PING_EVERY), this);
        line = opened.orElse(null);
        if (opened.isEmpty()) {
            close(StatusCode.TRY_AGAIN_LATER, "too many connections");
        }
    }

    private void forget() {
        message.clear();
        var before = line;
        if (before != null) {
            before.leave();
        }
    }

    private void sendError(Problem problem, Optional<String> id) throws IOException {
        var body = problem.json().put("@type", "RequestError");
        send(id.isPresent() ? body.put("requestId", id.get()) : body.putNull("requestId"));
    }

    private void send(ObjectNode message) throws IOException {
        var opened = session;
        if (opened == null) {
            return;
        }
        var sent = new CompletableFuture<Boolean>();
        opened.sendText(
                new String(Json.write(message), StandardCharsets.UTF_8),
                Callback.from(() -> sent.complete(true), sent::completeExceptionally));
        try {
            sent.get();
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    private void close(int code, String reason) {
        var opened = session;
        if (opened != null && opened.isOpen()) {
            opened.close(code, reason, Callback.NOOP);
        }
    }
}
