package org.postern.server.http;

import java.time.Duration;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.postern.server.net.Connection;
import org.postern.server.net.Permits;
import org.postern.server.time.Clock;

/// Serves connections that others have taken: by relays, behind a load balancer.
final class HandedConnector extends AbstractConnector {
    private final Permits permits;
    private final Clock clock;

    /// @param most connections at a time
    HandedConnector(Server server, int most, Clock clock, ConnectionFactory... protocols) {
        super(server, null, null, null, 0, protocols);
        this.permits = new Permits(most, most);
        this.clock = clock;
    }

    /// Serves one to its end.
    void welcome(Connection connection) {
        if (isRunning() && permits.take(connection) instanceof Permits.Answer.Granted(var permit)) {
            try (permit) {
                serve(connection);
            }
        } else {
            connection.abort();
        }
    }

    private void serve(Connection connection) {
        var end = new HandedEndPoint(connection, getScheduler(), getExecutor(), clock);
        end.setIdleTimeout(getIdleTimeout());
        var protocol = getDefaultConnectionFactory().newConnection(this, end);
        end.setConnection(protocol);
        end.onOpen();
        onEndPointOpened(end);
        try {
            protocol.onOpen();
            end.serve();
        } finally {
            end.close();
            onEndPointClosed(end);
        }
    }

    @Override
    public Object getTransport() {
        return this;
    }

    /// There are no acceptors.
    @Override
    protected void accept(int acceptor) throws InterruptedException {
        clock.sleep(Duration.ofDays(1));
    }
}
