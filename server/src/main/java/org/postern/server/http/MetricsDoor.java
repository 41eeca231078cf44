package org.postern.server.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.postern.server.settings.HostPort;
import org.postern.server.trace.Metrics;
import org.postern.server.trace.Trace;

/// `/metrics` for the operator's Prometheus, on a listener of its own.
public final class MetricsDoor implements AutoCloseable {
    private static final Trace TRACE = Trace.of(MetricsDoor.class);

    private final Server server;
    private final ServerConnector connector;

    public MetricsDoor(HostPort listen, Metrics metrics) {
        this.server = new Server(new VirtualThreadPool());
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        this.connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost(listen.host());
        connector.setPort(listen.port());
        connector.setIdleTimeout(30_000);
        server.addConnector(connector);
        server.setHandler(new Text(metrics));
    }

    private static final class Text extends Handler.Abstract {
        private final Metrics metrics;

        Text(Metrics metrics) {
            this.metrics = metrics;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (!Request.getPathInContext(request).equals("/metrics")) {
                return false;
            }
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
            Content.Sink.write(response, true, metrics.text(), callback);
            return true;
        }
    }

    public void start() {
        try {
            server.start();
        } catch (Exception broken) {
            close();
            throw new IllegalStateException("the metrics door does not open at " + connector.getHost(), broken);
        }
    }

    /// Where it listens.
    public HostPort address() {
        return new HostPort(connector.getHost(), connector.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception broken) {
            TRACE.failure("metrics did not stop well", broken);
        }
    }
}
