package org.postern.server.jmap.push;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.postern.server.accounts.Account;
import org.postern.server.accounts.AccountId;
import org.postern.server.jmap.core.Problem;
import org.postern.server.jmap.core.RequestRefused;
import org.postern.server.jmap.core.Visitor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8887: JMAP over a WebSocket, subprotocol `jmap`.
public final class SocketDoor {
    private static final String SUBPROTOCOL = "jmap";
    private static final int MOST_FRAMES = 64;
    private static final Duration IDLE = Duration.ofMinutes(5);

    private final Pushes pushes;
    private final Function<AccountId, Socket.Message> messages;
    private final ServerWebSocketContainer container;

    /// Answers one request of an account; throws as the API does.
    @FunctionalInterface
    public interface Api {
        ObjectNode answer(Account account, JsonNode request);
    }

    /// @param server not started yet
    /// @param messages where an account's messages are collected
    public SocketDoor(Pushes pushes, Server server, Function<AccountId, Socket.Message> messages) {
        this(pushes, server, messages, IDLE);
    }

    /// @param idle after which a connection ends on which nothing moves
    SocketDoor(Pushes pushes, Server server, Function<AccountId, Socket.Message> messages, Duration idle) {
        this.messages = messages;
        this.pushes = pushes;
        this.container = ServerWebSocketContainer.ensure(server);
        container.setIdleTimeout(idle);
        container.setMaxBinaryMessageSize(1);
        container.setMaxOutgoingFrames(MOST_FRAMES);
    }

    /// Upgrades the connection; completes the callback.
    ///
    /// @throws RequestRefused when it is no upgrade to the subprotocol `jmap`
    public void open(Visitor visitor, Api api, Request request, Response response, Callback callback) {
        var offered = request.getHeaders().getCSV("Sec-WebSocket-Protocol", false);
        if (!offered.contains(SUBPROTOCOL)) {
            throw new RequestRefused(Problem.plain(400, "The WebSocket subprotocol is jmap."));
        }
        boolean upgraded = container.upgrade(
                (asked, answer, created) -> {
                    answer.setAcceptedSubProtocol(SUBPROTOCOL);
                    answer.setExtensions(List.of()); // a compressor for each idle connection would cost 300 KB
                    return new Socket(
                            visitor,
                            api,
                            pushes,
                            messages.apply(visitor.account().id()));
                },
                request,
                response,
                callback);
        if (!upgraded) {
            throw new RequestRefused(Problem.plain(426, "A WebSocket upgrade is needed."));
        }
    }
}
