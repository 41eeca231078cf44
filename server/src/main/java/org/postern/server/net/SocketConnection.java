package org.postern.server.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.postern.server.time.Clock;

/// A TCP connection. Time-outs are the socket's own, so that no virtual thread in a read is interrupted.
final class SocketConnection extends SecurableConnection {
    private final Socket plain;
    private final InputStream in;
    private final OutputStream out;

    SocketConnection(Socket accepted, Clock clock) throws IOException {
        super(accepted.getInetAddress(), clock);
        this.plain = accepted;
        accepted.setTcpNoDelay(true);
        in = accepted.getInputStream();
        out = accepted.getOutputStream();
    }

    @Override
    int readRaw(byte[] into, int offset, int length, long untilNanos) throws IOException {
        plain.setSoTimeout(millisUntil(untilNanos));
        return in.read(into, offset, length);
    }

    @Override
    void writeRaw(byte[] from, int offset, int length) throws IOException {
        out.write(from, offset, length);
    }

    @Override
    int availableRaw() throws IOException {
        return in.available();
    }

    @Override
    void endOutput() throws IOException {
        plain.shutdownOutput();
    }

    @Override
    void closeRaw() {
        try {
            plain.close();
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
        long left = untilNanos - clock().nanos();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(Math.ceilDiv(left, 1_000_000), Integer.MAX_VALUE);
    }
}
