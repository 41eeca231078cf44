package org.postern.server.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// Accepts TCP connections and gives each a virtual thread of its own.
public final class Listener implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int BACKLOG = 1024;
    private static final Trace TRACE = Trace.of(Listener.class);

    private final ServerSocket server;
    private final Clock clock;
    private final Consumer<Connection> door;

    private Listener(ServerSocket server, Clock clock, Consumer<Connection> door) {
        this.server = server;
        this.clock = clock;
        this.door = door;
    }

    /// Listens at once.
    ///
    /// @param door runs on the connection's own thread and closes it
    /// @throws UncheckedIOException when the address cannot be had
    public static Listener open(HostPort at, Clock clock, Consumer<Connection> door) {
        try {
            var server = new ServerSocket();
            try {
                server.setReuseAddress(true);
                server.bind(new InetSocketAddress(at.host(), at.port()), BACKLOG);
            } catch (IOException | RuntimeException refused) {
                server.close();
                throw refused;
            }
            var listener = new Listener(server, clock, door);
            Thread.ofVirtual().name("accept-" + server.getLocalPort()).start(listener::accept);
            return listener;
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot listen on " + at, refused);
        }
    }

    /// The port that was bound, also when port 0 was asked for.
    public int port() {
        return server.getLocalPort();
    }

    /// Accepts nobody any more; connections that are open stay so.
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException broken) {
            TRACE.failure("listener did not close", broken);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().name("session").start(() -> serve(socket));
            } catch (IOException broken) {
                if (!server.isClosed()) {
                    // Out of file handles, mostly: trying at once would spin (THREAT T-04).
                    TRACE.event("accept failed", Field.cause(broken));
                    pause();
                }
            }
        }
    }

    private void serve(Socket socket) {
        try {
            door.accept(new SocketConnection(socket, clock));
        } catch (IOException gone) {
            TRACE.detail("connection was gone before its session", Field.cause(gone));
            closeQuietly(socket);
        } catch (RuntimeException wrong) {
            TRACE.failure("session ended by a fault of ours", wrong);
            closeQuietly(socket);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            TRACE.detail("connection did not close", Field.cause(gone));
        }
    }

    private void pause() {
        try {
            clock.sleep(PAUSE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
