package org.postern.server.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.proxy.ProxyHeader;

/// Takes connections that load balancers bring, with the client's address in a PROXY header.
///
/// THREAT T-44: the header decides whom limits and SPF see, so the ports that read it serve the listed
/// balancers alone, and there is no port on which it may be there or not.
public final class ProxyListener {
    private static final Trace TRACE = Trace.of(ProxyListener.class);
    private static final Duration HEADER_TIME = Duration.ofSeconds(5);

    private final Set<InetAddress> balancers;
    private final Clock clock;
    private final Consumer<Connection> door;

    private ProxyListener(Set<InetAddress> balancers, Clock clock, Consumer<Connection> door) {
        this.balancers = balancers;
        this.clock = clock;
        this.door = door;
    }

    /// As [Listener#open].
    public static Listener open(HostPort at, ProxySettings settings, Clock clock, Consumer<Connection> door) {
        var reader = new ProxyListener(Set.copyOf(settings.addresses()), clock, door);
        return Listener.open(at, clock, reader::welcome);
    }

    private void welcome(Connection connection) {
        if (!balancers.contains(connection.peer())) {
            TRACE.event("a connection to a balancer's port came from elsewhere");
            connection.abort();
            return;
        }
        Optional<InetAddress> client;
        try {
            client = client(connection);
        } catch (IOException none) {
            TRACE.event("a balancer sent no PROXY header", Field.cause(none));
            connection.abort();
            return;
        }
        door.accept(client.<Connection>map(address -> new CarriedConnection(connection, address, connection.via()))
                .orElse(connection));
    }

    /// Octet for octet: what follows the header is the client's.
    ///
    /// @return empty when the balancer speaks for itself
    private Optional<InetAddress> client(Connection connection) throws IOException {
        long until = clock.nanos() + HEADER_TIME.toNanos();
        var fixed = new byte[ProxyHeader.FIXED];
        fill(connection, fixed, 0, until);
        int length = ProxyHeader.length(fixed);
        if (length < 0) {
            throw new IOException("no header");
        }
        var whole = new byte[length];
        System.arraycopy(fixed, 0, whole, 0, fixed.length);
        fill(connection, whole, fixed.length, until);
        return switch (ProxyHeader.parse(whole)) {
            case ProxyHeader.Client(var address, var port) -> Optional.of(address(address.toByteArray()));
            case ProxyHeader.Itself() -> Optional.empty();
            case ProxyHeader.Broken(var why) -> throw new IOException(why);
        };
    }

    private static void fill(Connection connection, byte[] into, int from, long until) throws IOException {
        for (int at = from; at < into.length; ) {
            int read = connection.read(into, at, into.length - at, until);
            if (read < 0) {
                throw new IOException("closed within the header");
            }
            at += read;
        }
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException sizesAreRight) {
            throw new IllegalStateException(sizesAreRight);
        }
    }
}
