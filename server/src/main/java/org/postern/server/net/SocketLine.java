package org.postern.server.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import org.postern.server.time.Clock;
import org.postern.wire.address.Domain;

/// A line over a socket of this machine.
final class SocketLine implements Line {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final OutwardTls tls;
    private final Clock clock;

    SocketLine(Socket socket, OutwardTls tls, Clock clock) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.tls = tls;
        this.clock = clock;
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public void readTimeout(Duration timeout) throws IOException {
        socket.setSoTimeout(Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
    }

    @Override
    public Guard closeAfter(Duration limit) {
        return TimedClose.of(this, limit, clock);
    }

    @Override
    public TlsLine startTls(Domain peer, Duration timeout) throws DialFailed {
        try (var _ = closeAfter(timeout)) {
            var inside = tls.wrap(socket, peer);
            var session = inside.socket().getSession();
            return new TlsLine(
                    new SocketLine(inside.socket(), tls, clock),
                    session.getProtocol(),
                    session.getCipherSuite(),
                    inside.verified());
        } catch (IOException failed) {
            close();
            throw new DialFailed(DialFailed.Word.SSL_FAILED_HANDSHAKE, failed);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // nothing is left to free
        }
    }
}
