package org.postern.server.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.postern.reach.RelayId;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;
import org.postern.wire.proxy.OnionCircuit;

/// Takes what tor brings to the onion service, each connection under the circuit that it came by.
///
/// THREAT T-46: Tor's users have no address. By the ordinary port they would all be this machine, and one of
/// them could spend the limits of the others and of who works here.
public final class OnionListener {
    private static final Trace TRACE = Trace.of(OnionListener.class);
    private static final Duration LINE_TIME = Duration.ofSeconds(5);

    private final Clock clock;
    private final Consumer<Connection> door;

    private OnionListener(Clock clock, Consumer<Connection> door) {
        this.clock = clock;
        this.door = door;
    }

    /// As [Listener#open]; serves programs of this machine alone.
    ///
    /// @param door is told that they came by [RelayId#ONION]
    public static Listener open(HostPort at, Clock clock, Consumer<Connection> door) {
        return Listener.open(at, clock, new OnionListener(clock, door)::welcome);
    }

    private void welcome(Connection connection) {
        if (!connection.peer().isLoopbackAddress()) {
            TRACE.event("a connection to the onion service's port came from elsewhere");
            connection.abort();
            return;
        }
        OnionCircuit circuit;
        try {
            circuit = circuit(connection);
        } catch (IOException none) {
            TRACE.event("tor did not name a circuit", Field.cause(none));
            connection.abort();
            return;
        }
        door.accept(new CarriedConnection(connection, address(circuit.address()), RelayId.ONION));
    }

    /// Octet for octet: what follows the line is the client's.
    private OnionCircuit circuit(Connection connection) throws IOException {
        long until = clock.nanos() + LINE_TIME.toNanos();
        var line = new byte[OnionCircuit.MOST_OCTETS];
        int length = 0;
        while (length < line.length && connection.read(line, length, 1, until) > 0) {
            if (line[length++] == '\n') {
                return OnionCircuit.parse(new String(line, 0, length, StandardCharsets.US_ASCII))
                        .orElseThrow(() -> new IOException("no circuit"));
            }
        }
        throw new IOException("no line");
    }

    private static InetAddress address(Octets octets) {
        try {
            return InetAddress.getByAddress(octets.toByteArray());
        } catch (UnknownHostException sizeIsRight) {
            throw new IllegalStateException(sizeIsRight);
        }
    }
}
