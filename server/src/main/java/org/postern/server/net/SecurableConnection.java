package org.postern.server.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.postern.server.time.Clock;

/// What connections have in common whatever carries them: octets in the clear until TLS begins on them.
abstract class SecurableConnection implements Connection {
    private static final long FAREWELL_NANOS = 500_000_000;
    private static final int FAREWELL_OCTETS = 256 * 1024;

    private final Clock clock;
    private final InetAddress peer;
    private volatile Optional<TlsStream> secured = Optional.empty();
    private Optional<String> tls = Optional.empty();

    SecurableConnection(InetAddress peer, Clock clock) {
        this.peer = peer;
        this.clock = clock;
    }

    /// As [#read], below TLS.
    abstract int readRaw(byte[] into, int offset, int length, long untilNanos) throws IOException;

    abstract void writeRaw(byte[] from, int offset, int length) throws IOException;

    abstract int availableRaw() throws IOException;

    /// Nothing more is written.
    abstract void endOutput() throws IOException;

    abstract void closeRaw();

    Clock clock() {
        return clock;
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
        return secured.map(TlsStream::available).orElse(0) + availableRaw();
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        var stream = secured;
        if (stream.isPresent()) {
            stream.get().write(from, offset, length);
        } else {
            writeRaw(from, offset, length);
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
                writeRaw(octets, offset, length);
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
        endOutput();
    }

    @Override
    public void close() {
        try {
            secured.ifPresent(TlsStream::close);
        } finally {
            closeRaw();
        }
    }
}
