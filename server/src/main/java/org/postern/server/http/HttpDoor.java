package org.postern.server.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.postern.server.net.Connection;
import org.postern.server.net.Sightings;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Metrics;
import org.postern.server.trace.Trace;

/// The door for browsers and JMAP clients: HTTP/1.1 and HTTP/2, over TLS when there is a certificate, a
/// virtual thread for each request.
public final class HttpDoor implements AutoCloseable {
    private static final Trace TRACE = Trace.of(HttpDoor.class);

    private final Context context;
    private final Server server;
    private final ServerConnector connector;

    /// Nothing listens before [#start].
    ///
    /// @param pages what is served besides the annexes
    /// @param annexes other rooms' paths
    /// @param tls empty for plain HTTP, on loopback or behind a proxy
    public HttpDoor(Context context, Pages pages, List<Annex> annexes, Optional<SSLContext> tls) {
        this.context = context;
        this.server = new Server(new VirtualThreadPool());
        var settings = context.settings();
        this.connector = new ServerConnector(server, factories(settings, tls));
        connector.setHost(settings.listen().host());
        connector.setPort(settings.listen().port());
        connector.setIdleTimeout(settings.idle().toMillis());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(settings.connections(), connector));
        connector.addBean(new SlowHeaders(settings.requestDeadline(), server));
        var front = new FrontHandler(paths(pages, annexes, settings), context);
        server.setHandler(front);
        server.setErrorHandler(front::fail);
        server.setStopTimeout(3_000);
        context.metrics()
                .gauge(
                        "postern_http_connections",
                        "Connections open.",
                        () -> connector.getConnectedEndPoints().size());
    }

    /// What every part of this door needs.
    ///
    /// @param sightings hears of each request
    public record Context(HttpSettings settings, Clock clock, Metrics metrics, Sightings sightings) {}

    /// What this room serves itself.
    ///
    /// @param folder of the class path with the built page, as `/web`
    public record Pages(Api api, String folder, List<Readiness> readiness) {}

    private Handler paths(Pages pages, List<Annex> annexes, HttpSettings settings) {
        var handlers = new HashMap<String, Handler>(Map.of(
                "/api/*",
                pages.api().handler(),
                "/sw-policy.js",
                new PolicyScript(Siblings.forPolicy(settings)),
                "/healthz",
                new HealthHandler(List.of()),
                "/readyz",
                new HealthHandler(pages.readiness()),
                "/*",
                StaticFiles.ofClassPath(
                        pages.folder(), new StaticFiles.Ways(Siblings.forPolicy(settings), settings.onion()))));
        for (var annex : annexes) {
            annex.handlers(server).forEach((path, handler) -> {
                if (handlers.put(path, handler) != null) {
                    throw new IllegalStateException("two rooms serve " + path);
                }
            });
        }
        return new PathsHandler(handlers);
    }

    private static ConnectionFactory[] factories(HttpSettings settings, Optional<SSLContext> tls) {
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setRequestHeaderSize(16 * 1024);
        configuration.setIdleTimeout(settings.idle().toMillis());
        var http1 = new HttpConnectionFactory(configuration);
        if (tls.isEmpty()) {
            return new ConnectionFactory[] {http1, bounded(new HTTP2CServerConnectionFactory(configuration))};
        }
        var customizer = new SecureRequestCustomizer();
        customizer.setSniHostCheck(false); // one certificate; the name that was asked for plays no part
        configuration.addCustomizer(customizer);
        var context = new SslContextFactory.Server();
        context.setSslContext(tls.get());
        var alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        return new ConnectionFactory[] {
            new SslConnectionFactory(context, alpn.getProtocol()),
            alpn,
            bounded(new HTTP2ServerConnectionFactory(configuration)),
            http1
        };
    }

    private static ConnectionFactory bounded(HTTP2ServerConnectionFactory http2) {
        http2.setMaxConcurrentStreams(64);
        return http2;
    }

    private static ConnectionFactory bounded(HTTP2CServerConnectionFactory http2) {
        http2.setMaxConcurrentStreams(64);
        return http2;
    }

    /// Another way in, for connections that others have taken; to be asked for before [#start].
    ///
    /// @param tls empty for plain HTTP
    /// @return serves one connection to its end on the calling thread
    public Consumer<Connection> handed(Optional<SSLContext> tls) {
        var settings = context.settings();
        var handed = new HandedConnector(server, settings.connections(), context.clock(), factories(settings, tls));
        handed.setIdleTimeout(settings.idle().toMillis());
        handed.addBean(new SlowHeaders(settings.requestDeadline(), server));
        server.addConnector(handed);
        return handed::welcome;
    }

    /// Listens; requests are answered when this returns.
    public void start() {
        try {
            server.start();
            TRACE.event("http is open", Field.count("port", port()));
        } catch (Exception broken) {
            close();
            throw new IllegalStateException("the http door does not open at " + connector.getHost(), broken);
        }
    }

    /// Where it listens; the port is the real one, also when the system chose it.
    public HostPort address() {
        return new HostPort(connector.getHost(), port());
    }

    private int port() {
        return connector.getLocalPort();
    }

    /// Lets running requests finish for a few seconds.
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception broken) {
            TRACE.failure("http did not stop well", broken);
        }
    }
}
