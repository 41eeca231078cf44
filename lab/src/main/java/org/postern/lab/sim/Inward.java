package org.postern.lab.sim;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.postern.server.net.Connection;
import org.postern.server.net.Tls;

/// A fake connection as the server's doors see it.
final class Inward implements Connection {
    private final Endpoint end;
    private final Peril peril;

    Inward(Endpoint end, Peril peril) {
        this.end = end;
        this.peril = peril;
    }

    @Override
    public InetAddress peer() {
        return end.peer();
    }

    @Override
    public Optional<String> tls() {
        return Optional.empty();
    }

    @Override
    public int read(byte[] into, int offset, int length, long untilNanos) throws IOException {
        peril.step();
        return end.read(into, offset, length, untilNanos);
    }

    @Override
    public int available() {
        return end.in().available();
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        peril.step();
        end.write(from, offset, length, Internet.never());
    }

    @Override
    public void startTls(Tls tls, long untilNanos) {
        throw new UnsupportedOperationException("the simulated door offers no STARTTLS");
    }

    @Override
    public void closeGently() {
        close();
    }

    @Override
    public void close() {
        end.close();
    }

    @Override
    public void abort() {
        end.reset();
    }
}
