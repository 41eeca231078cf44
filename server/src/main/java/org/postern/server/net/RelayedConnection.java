package org.postern.server.net;

import java.io.IOException;
import org.postern.reach.RelayId;
import org.postern.reach.relay.RelayStream;
import org.postern.server.time.Clock;

/// A connection that came in at a relay. TLS begins and ends here: the relay passes octets on.
///
/// THREAT T-41: the peer's address is the relay's word. It counts for what came by this relay only
/// ([#via]), and never opens anything.
public final class RelayedConnection extends SecurableConnection {
    private final RelayStream stream;
    private final RelayId relay;

    public RelayedConnection(RelayId relay, RelayStream stream, Clock clock) {
        super(stream.far().getAddress(), clock);
        this.relay = relay;
        this.stream = stream;
    }

    @Override
    public RelayId via() {
        return relay;
    }

    @Override
    int readRaw(byte[] into, int offset, int length, long untilNanos) throws IOException {
        return stream.read(into, offset, length, untilNanos);
    }

    @Override
    void writeRaw(byte[] from, int offset, int length) throws IOException {
        stream.write(from, offset, length);
    }

    @Override
    int availableRaw() {
        return stream.available();
    }

    @Override
    void endOutput() throws IOException {
        stream.endOutput();
    }

    @Override
    void closeRaw() {
        stream.close();
    }

    @Override
    public void abort() {
        stream.abort();
    }
}
