package org.postern.server.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.postern.server.time.Clock;

/// A TCP connection. Time-outs are the socket's own, so that no virtual thread in a read is interrupted.
final class SocketConnection implements Connection {
    private static final long FAREWELL_NANOS = 500_000_000;
    private static final int FAREWELL_OCTETS = 256 * 1024;

    private final Socket plain;
    private final Clock clock;
    private final InetAddress peer;
    private final InputStream in;
    private final OutputStream out;
    private volatile Optional<TlsStream> secured = Optional.empty();
    private Optional<String> tls = Optional.empty();

    SocketConnection(Socket accepted, Clock clock) throws IOException {
        this.plain = accepted;
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
        var stream = secured;
        return stream.isPresent()
                ? stream.get().read(into, offset, length, untilNanos)
                : readRaw(into, offset, length, untilNanos);
    }

    @Override
    public int available() throws IOException {
        return secured.map(TlsStream::available).orElse(0) + in.available();
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        var stream = secured;
        if (stream.isPresent()) {
            stream.get().write(from, offset, length);
        } else {
            out.write(from, offset, length);
        }
    }

    @Override
    public void startTls(Tls with, long untilNanos) throws IOException {
        var stream = new TlsStream(with.engine(), new TlsStream.Raw() {
            @Override
            public int read(byte[] into, int offset, int length, long until) throws IOException {
                return readRaw(into, offset, length, until);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                out.write(octets, offset, length);
            }
        });
        try {
            stream.handshake(untilNanos);
        } catch (SocketTimeoutException stalled) {
            throw new IOException("the handshake stalled", stalled); // nothing can be said any more
        } finally {
            secured = Optional.of(stream);
        }
        tls = Optional.of(stream.description());
    }

    @Override
    public void closeGently() {
        try {
            sayEnd();
            long until = clock.nanos() + FAREWELL_NANOS;
            var unread = new byte[8192];
            for (int total = 0, read = 0; read >= 0 && total < FAREWELL_OCTETS; total += read) {
                read = readRaw(unread, 0, unread.length, until);
            }
        } catch (IOException gone) {
            // The peer had gone first; there is nobody to say farewell to.
        } finally {
            close();
        }
    }

    private void sayEnd() throws IOException {
        var stream = secured;
        if (stream.isPresent()) {
            stream.get().closeOutbound();
        }
        plain.shutdownOutput();
    }

    @Override
    public void close() {
        try (plain) {
            secured.ifPresent(TlsStream::close);
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

    private int readRaw(byte[] into, int offset, int length, long untilNanos) throws IOException {
        plain.setSoTimeout(millisUntil(untilNanos));
        return in.read(into, offset, length);
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
