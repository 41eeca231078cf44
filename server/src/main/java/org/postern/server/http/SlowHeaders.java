package org.postern.server.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;

/// Closes connections whose peer drips a request's header: each octet keeps them from being idle, so the
/// idle time-out does not see them (THREAT T-04).
final class SlowHeaders implements Connection.Listener {
    private final Duration deadline;
    private final Server server;
    private final Map<Connection, Scheduler.Task> watched = new ConcurrentHashMap<>();

    SlowHeaders(Duration deadline, Server server) {
        this.deadline = deadline;
        this.server = server;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection.getMessagesIn() >= 0) { // those that carry no requests say -1
            watch(connection, connection.getBytesIn(), connection.getMessagesIn());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        var task = watched.remove(connection);
        if (task != null) {
            task.cancel();
        }
    }

    private void watch(Connection connection, long octets, long requests) {
        var task = server.getScheduler()
                .schedule(() -> look(connection, octets, requests), deadline.toMillis(), TimeUnit.MILLISECONDS);
        watched.put(connection, task);
        if (!connection.getEndPoint().isOpen()) {
            onClosed(connection);
        }
    }

    /// Octets came, no request was begun, and none is being answered: only a header can be so slow.
    private void look(Connection connection, long octets, long requests) {
        boolean dripping = connection.getBytesIn() > octets
                && connection.getMessagesIn() == requests
                && connection.getMessagesOut() >= requests;
        if (dripping) {
            connection.getEndPoint().close();
        } else if (watched.containsKey(connection)) {
            watch(connection, connection.getBytesIn(), connection.getMessagesIn());
        }
    }
}
