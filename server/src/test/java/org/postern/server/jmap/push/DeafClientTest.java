package org.postern.server.jmap.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.server.events.Change;
import org.postern.server.events.Change.Kind;
import org.postern.server.jmap.JmapBench;
import org.postern.server.jmap.core.Visitor;

/// A client that opens its stream of changes and never reads. THREAT T-04
@Timeout(60)
final class DeafClientTest {
    private static final int SMALL = 4096;
    private static final long IDLE_MILLIS = 1000;
    private static final int MOST = 100_000;

    @TempDir
    Path folder;

    @Test
    void a_client_that_never_reads_its_stream_is_cut_off_once_it_takes_nothing_any_more() throws Exception {
        var ended = new CountDownLatch(1);
        try (var bench = new JmapBench(folder);
                var pushes = new Pushes(
                        new HastyClock(), new Pushes.Sources(bench.events, bench.mailstore, bench.queue), 3, 2)) {
            pushes.start();
            var server = new Server(new VirtualThreadPool());
            var connector = connector(server, ended);
            server.setHandler(streams(pushes));
            server.start();
            try (var deaf = new Socket()) {
                deaf.setReceiveBufferSize(SMALL);
                deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), connector.getLocalPort()));
                deaf.getOutputStream()
                        .write("GET /?types=Email HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                awaitStream(deaf);

                int state = 100;
                while (ended.getCount() > 0 && state < MOST) {
                    bench.events.publish(new Change(JmapBench.ADA.id(), EnumSet.of(Kind.EMAIL), ++state));
                    ended.await(1, TimeUnit.MILLISECONDS);
                }

                assertThat(ended.getCount()).as("the connection is closed").isZero();
                assertThat(pushes.size()).isZero();
            } finally {
                server.stop();
            }
        }
    }

    /// The head of the answer; nothing after it is read.
    private static void awaitStream(Socket deaf) throws IOException {
        for (int octet = deaf.getInputStream().read(); octet != '\n'; ) {
            octet = deaf.getInputStream().read();
        }
    }

    private static ServerConnector connector(Server server, CountDownLatch ended) {
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptedSendBufferSize(SMALL);
        connector.addBean(new Connection.Listener() {
            @Override
            public void onClosed(Connection closed) {
                ended.countDown();
            }
        });
        server.addConnector(connector);
        return connector;
    }

    private static Handler streams(Pushes pushes) {
        return new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                var visitor = new Visitor(JmapBench.ADA, () -> true);
                return new EventSource(pushes).open(visitor, request, response, callback);
            }
        };
    }
}
