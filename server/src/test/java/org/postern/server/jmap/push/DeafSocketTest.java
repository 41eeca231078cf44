package org.postern.server.jmap.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.server.events.Change;
import org.postern.server.events.Change.Kind;
import org.postern.server.jmap.JmapBench;
import org.postern.server.jmap.core.Visitor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// RFC 8887, a client that opens a WebSocket and never reads. THREAT T-04
@Timeout(60)
final class DeafSocketTest {
    private static final int SMALL = 4096;
    private static final int FRIEND_ALONE = 1;
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final int MOST = 100_000;

    /// An answer of the API.
    private static final int ANSWER = 10_000;

    /// What lies in the buffers of both systems, of Jetty, and one answer.
    private static final int MOST_UNREAD = 64 << 10;

    @TempDir
    Path folder;

    private final Server server = new Server(new VirtualThreadPool());
    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private JmapBench bench;
    private Pushes pushes;
    private ServerConnector connector;

    /// What it does beside not reading.
    enum Habit {
        WANTS_CHANGES("{\"@type\":\"WebSocketPushEnable\",\"dataTypes\":[\"Email\"]}", 0x81, 1),
        ASKS("{\"@type\":\"Request\"}", 0x81, MOST),
        PINGS("are you there?", 0x89, MOST);

        private final String message;
        private final int opcode;
        private final int times;

        Habit(String message, int opcode, int times) {
            this.message = message;
            this.opcode = opcode;
            this.times = times;
        }
    }

    @BeforeEach
    void open() throws Exception {
        bench = new JmapBench(folder);
        pushes = new Pushes(new HastyClock(), new Pushes.Sources(bench.events, bench.mailstore, bench.queue), 3, 2);
        pushes.start();
        connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setAcceptedSendBufferSize(SMALL);
        server.addConnector(connector);
        server.setHandler(sockets(new SocketDoor(pushes, server, account -> new Collected(), IDLE)));
        server.start();
    }

    @AfterEach
    void close() throws Exception {
        client.shutdownNow();
        server.stop();
        pushes.close();
        bench.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_never_reads_its_socket_is_cut_off_and_others_go_on(Habit habit) throws Exception {
        var friend = friend();
        try (var deaf = new Socket()) {
            deaf.setReceiveBufferSize(SMALL);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), connector.getLocalPort()));
            upgrade(deaf);
            var talker = Thread.ofVirtual().start(() -> talk(deaf, habit));

            int state = 2000;
            while (connections() > FRIEND_ALONE && state < MOST) {
                publish(++state);
                heard.poll(1, TimeUnit.MILLISECONDS);
            }

            assertThat(connections()).as("the deaf one is cut off").isEqualTo(FRIEND_ALONE);
            talker.join();
            assertThat(unread(deaf)).as("octets that were kept for it").isLessThan(MOST_UNREAD);
            publish(MOST + 1);
            awaitChange(MOST + 1);
        } finally {
            friend.abort();
        }
    }

    /// Those that stand or hold a place.
    private int connections() {
        return Math.max(connector.getConnectedEndPoints().size(), pushes.size());
    }

    private void publish(int state) {
        bench.events.publish(new Change(JmapBench.ADA.id(), EnumSet.of(Kind.EMAIL), state));
    }

    private void awaitChange(int state) throws InterruptedException {
        for (int i = 0; i <= MOST; i++) {
            var told = heard.poll(20, TimeUnit.SECONDS);
            assertThat(told).as("what the friend is told").isNotNull();
            if (told.contains("\"" + state + "\"")) {
                return;
            }
        }
        throw new AssertionError("the friend was not told of " + state);
    }

    private static void upgrade(Socket deaf) throws IOException {
        deaf.getOutputStream().write("""
                        GET / HTTP/1.1\r
                        Host: x\r
                        Connection: Upgrade\r
                        Upgrade: websocket\r
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                        Sec-WebSocket-Version: 13\r
                        Sec-WebSocket-Protocol: jmap\r
                        \r
                        """.getBytes(StandardCharsets.US_ASCII));
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) deaf.getInputStream().read());
        }
        assertThat(head).startsWith("HTTP/1.1 101 ");
    }

    /// Until it is cut off. Its mask is zero.
    private static void talk(Socket deaf, Habit habit) {
        var octets = habit.message.getBytes(StandardCharsets.US_ASCII);
        var frame = ByteBuffer.allocate(octets.length + 6)
                .put((byte) habit.opcode)
                .put((byte) (0x80 | octets.length))
                .putInt(0)
                .put(octets)
                .array();
        try {
            for (int i = 0; i < habit.times; i++) {
                deaf.getOutputStream().write(frame);
            }
        } catch (IOException cutOff) {
            assertThat(cutOff).isInstanceOf(SocketException.class);
        }
    }

    /// Everything that still comes, to the end of the connection.
    private static int unread(Socket deaf) throws IOException {
        deaf.setSoTimeout((int) IDLE.toMillis() * 10);
        try {
            return deaf.getInputStream().readAllBytes().length;
        } catch (SocketException reset) {
            return 0; // it had not read all of ours either
        }
    }

    /// One that reads.
    private WebSocket friend() throws InterruptedException {
        var site = URI.create("ws://127.0.0.1:" + connector.getLocalPort());
        var friend = client.newWebSocketBuilder()
                .subprotocols("jmap")
                .buildAsync(site, new Listening())
                .join();
        friend.sendText(Habit.WANTS_CHANGES.message, true).join();
        int state = 0;
        do {
            publish(++state);
        } while (heard.poll(10, TimeUnit.MILLISECONDS) == null && state < 2000);
        return friend;
    }

    private static Handler sockets(SocketDoor door) {
        return new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                door.open(
                        new Visitor(JmapBench.ADA, () -> true),
                        (account, asked) -> answer(asked),
                        request,
                        response,
                        callback);
                return true;
            }
        };
    }

    private static ObjectNode answer(JsonNode asked) {
        assertThat(asked.isObject()).isTrue();
        return JsonNodeFactory.instance.objectNode().put("text", "x".repeat(ANSWER));
    }

    private final class Listening implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            heard.add(text.toString());
            socket.request(1);
            return null;
        }
    }

    /// A message of any length.
    private static final class Collected implements org.postern.server.jmap.push.Socket.Message {
        private final StringBuilder text = new StringBuilder();

        @Override
        public org.postern.server.jmap.push.Socket.Progress add(String piece) {
            text.append(piece);
            return org.postern.server.jmap.push.Socket.Progress.GOES_ON;
        }

        @Override
        public String text() {
            return text.toString();
        }

        @Override
        public void clear() {
            text.setLength(0);
        }
    }
}
