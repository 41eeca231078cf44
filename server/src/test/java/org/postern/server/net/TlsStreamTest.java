package org.postern.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.server.time.Clock;

/// TLS over a blocking stream, with the native engine and the runtime's (THREAT T-34).
class TlsStreamTest {
    private static final Clock CLOCK = Clock.system();

    @TempDir
    Path folder;

    private Tls tls;

    @BeforeEach
    void makeCertificate() {
        tls = Tls.selfSigned(folder, List.of("mx.here.test"), CLOCK);
    }

    static Stream<Function<Tls, SSLEngine>> engines() {
        return Stream.of(Tls::engine, TlsStreamTest::ofTheRuntime);
    }

    static Stream<String> protocols() {
        return Stream.of("TLSv1.2", "TLSv1.3");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void what_is_written_comes_back_in_any_sizes(Function<Tls, SSLEngine> engine) throws Exception {
        var sent = new byte[300_000];
        new Random(11).nextBytes(sent);

        try (var server = listening()) {
            var ended = CompletableFuture.runAsync(() -> echo(server, engine.apply(tls)), Thread::startVirtualThread);
            try (var client = connected(server, "TLSv1.3")) {
                var written = CompletableFuture.runAsync(() -> write(client, sent), Thread::startVirtualThread);

                assertThat(client.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
                written.join();
                client.shutdownOutput();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
            ended.join();
        }
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void the_native_engine_speaks_both_versions(String protocol) throws Exception {
        try (var server = listening()) {
            var ended = CompletableFuture.runAsync(() -> echo(server, tls.engine()), Thread::startVirtualThread);
            try (var client = connected(server, protocol)) {
                client.getOutputStream().write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));

                assertThat(new String(client.getInputStream().readNBytes(6), StandardCharsets.US_ASCII))
                        .isEqualTo("NOOP\r\n");
                assertThat(client.getSession().getProtocol()).isEqualTo(protocol);
            }
            ended.join();
        }
    }

    @Test
    void the_native_engine_is_the_one_that_is_used() {
        assertThat(tls.engine().getClass().getName()).startsWith("org.conscrypt.");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void octets_that_are_no_handshake_end_it(Function<Tls, SSLEngine> engine) throws Exception {
        try (var server = listening()) {
            var ended = CompletableFuture.runAsync(() -> echo(server, engine.apply(tls)), Thread::startVirtualThread);
            try (var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
                client.getOutputStream().write("EHLO again, in the clear\r\n".getBytes(StandardCharsets.US_ASCII));
                client.shutdownOutput();

                assertThatThrownBy(ended::join).hasRootCauseInstanceOf(SSLException.class);
            }
        }
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static void echo(ServerSocket server, SSLEngine engine) {
        try (var socket = server.accept()) {
            long until = CLOCK.nanos() + 60_000_000_000L;
            var stream = new TlsStream(engine, new Plain(socket));
            stream.handshake(until);
            var octets = new byte[5000];
            for (int read = stream.read(octets, 0, octets.length, until);
                    read >= 0;
                    read = stream.read(octets, 0, octets.length, until)) {
                stream.write(octets, 0, read);
            }
            stream.close();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private record Plain(Socket socket) implements TlsStream.Raw {
        @Override
        public int read(byte[] into, int offset, int length, long untilNanos) throws IOException {
            return socket.getInputStream().read(into, offset, length);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            socket.getOutputStream().write(octets, offset, length);
        }
    }

    private static void write(SSLSocket client, byte[] octets) {
        try {
            client.getOutputStream().write(octets);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static SSLEngine ofTheRuntime(Tls tls) {
        var engine = tls.context().createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }

    private static SSLSocket connected(ServerSocket server, String protocol) throws Exception {
        var client =
                (SSLSocket) trusting().getSocketFactory().createSocket(server.getInetAddress(), server.getLocalPort());
        client.setEnabledProtocols(new String[] {protocol});
        client.startHandshake();
        return client;
    }

    private static SSLContext trusting() throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAnybody()}, null);
        return context;
    }

    private static final class TrustsAnybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
