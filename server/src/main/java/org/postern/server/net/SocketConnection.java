package org.postern.server.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.postern.server.time.Clock;

/// A TCP connection. Time-outs are the socket's own, so that no virtual thread in a read is interrupted.
final class SocketConnection implements Connection {
    private static final long FAREWELL_NANOS = 500_000_000;
    private static final int FAREWELL_OCTETS = 256 * 1024;

    private final Socket plain;
    private final Clock clock;
    private final InetAddress peer;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private Optional<String> tls = Optional.empty();

    SocketConnection(Socket accepted, Clock clock) throws IOException {
        this.plain = accepted;
        this.socket = accepted;
        this.clock = clock;
        this.peer = accepted.getInetAddress();
        accepted.setTcpNoDelay(true);
        in = accepted.getInputStream();
        out = accepted.getOutputStream();
    }

    @Override
    public InetAddress peer() {
        return peer;
    }

    @Override
    public Optional<String> tls() {
        return tls;
    }

    @Override
    public int read(byte[] into, int offset, int length, long untilNanos) throws IOException {
        socket.setSoTimeout(millisUntil(untilNanos));
        return in.read(into, offset, length);
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        out.write(from, offset, length);
    }

    @Override
    public void startTls(Tls with, long untilNanos) throws IOException {
        plain.setSoTimeout(millisUntil(untilNanos));
        SSLSocket secured = with.overServer(plain);
        try {
            secured.startHandshake();
        } catch (SocketTimeoutException stalled) {
            throw new IOException("the handshake stalled", stalled); // nothing can be said any more
        }
        var session = secured.getSession();
        tls = Optional.of(session.getProtocol() + " " + session.getCipherSuite());
        socket = secured;
        in = secured.getInputStream();
        out = secured.getOutputStream();
    }

    @Override
    public void closeGently() {
        try {
            socket.shutdownOutput();
            long until = clock.nanos() + FAREWELL_NANOS;
            var unread = new byte[8192];
            for (int total = 0, read = 0; read >= 0 && total < FAREWELL_OCTETS; total += read) {
                read = read(unread, 0, unread.length, until);
            }
        } catch (IOException gone) {
            // The peer had gone first; there is nobody to say farewell to.
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        try (plain) {
            socket.close();
        } catch (IOException gone) {
            // Closed all the same.
        }
    }

    @Override
    public void abort() {
        try (plain) {
            plain.setSoLinger(true, 0);
        } catch (IOException gone) {
            // Closed all the same.
        }
    }

    /// Rounded up: a time-out that came early would be taken for another deadline than the one that is due.
    private int millisUntil(long untilNanos) throws SocketTimeoutException {
        long left = untilNanos - clock.nanos();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(Math.ceilDiv(left, 1_000_000), Integer.MAX_VALUE);
    }
}
