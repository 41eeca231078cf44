package org.postern.server.net;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.postern.reach.RelayId;

/// Somebody else's connection in the client's name: a load balancer's, or tor's.
record CarriedConnection(Connection carrier, InetAddress peer, RelayId via) implements Connection {
    @Override
    public Optional<String> tls() {
        return carrier.tls();
    }

    @Override
    public int read(byte[] into, int offset, int length, long untilNanos) throws IOException {
        return carrier.read(into, offset, length, untilNanos);
    }

    @Override
    public int available() throws IOException {
        return carrier.available();
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        carrier.write(from, offset, length);
    }

    @Override
    public void startTls(Tls tls, long untilNanos) throws IOException {
        carrier.startTls(tls, untilNanos);
    }

    @Override
    public void closeGently() {
        carrier.closeGently();
    }

    @Override
    public void close() {
        carrier.close();
    }

    @Override
    public void abort() {
        carrier.abort();
    }
}
