package org.postern.server.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.postern.reach.relay.RelayStream;
import org.postern.server.time.Clock;
import org.postern.wire.address.Domain;

/// A line that a relay carries, so that it leaves from the relay's address. TLS is ours: the relay passes
/// octets on.
final class RelayedLine implements Line {
    private final RelayStream stream;
    private final OutwardTls tls;
    private final Clock clock;
    private final Optional<TlsStream> secured;
    private long patienceNanos = Duration.ofMinutes(5).toNanos();

    RelayedLine(RelayStream stream, OutwardTls tls, Clock clock) {
        this(stream, tls, clock, Optional.empty());
    }

    private RelayedLine(RelayStream stream, OutwardTls tls, Clock clock, Optional<TlsStream> secured) {
        this.stream = stream;
        this.tls = tls;
        this.clock = clock;
        this.secured = secured;
    }

    @Override
    public InputStream in() {
        return new In();
    }

    @Override
    public OutputStream out() {
        return new Out();
    }

    @Override
    public void readTimeout(Duration timeout) {
        patienceNanos = timeout.toNanos();
    }

    @Override
    public Guard closeAfter(Duration limit) {
        return TimedClose.of(this, limit, clock);
    }

    @Override
    public TlsLine startTls(Domain peer, Duration timeout) throws DialFailed {
        var client = tls.engine(peer, stream.far().getPort());
        var inside = new TlsStream(client.engine(), new TlsStream.Raw() {
            @Override
            public int read(byte[] into, int offset, int length, long untilNanos) throws IOException {
                return stream.read(into, offset, length, untilNanos);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                stream.write(octets, offset, length);
            }
        });
        try (var _ = closeAfter(timeout)) {
            inside.handshake(clock.nanos() + timeout.toNanos());
        } catch (IOException failed) {
            close();
            throw new DialFailed(DialFailed.Word.SSL_FAILED_HANDSHAKE, failed);
        }
        var session = client.engine().getSession();
        return new TlsLine(
                new RelayedLine(stream, tls, clock, Optional.of(inside)),
                session.getProtocol(),
                session.getCipherSuite(),
                client.witness().getAsBoolean());
    }

    @Override
    public void close() {
        try {
            secured.ifPresent(TlsStream::close);
        } finally {
            stream.close();
        }
    }

    private final class In extends InputStream {
        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            long until = clock.nanos() + patienceNanos;
            return secured.isPresent()
                    ? secured.get().read(into, offset, length, until)
                    : stream.read(into, offset, length, until);
        }

        @Override
        public int available() {
            return secured.map(TlsStream::available).orElseGet(stream::available);
        }
    }

    private final class Out extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (secured.isPresent()) {
                secured.get().write(from, offset, length);
            } else {
                stream.write(from, offset, length);
            }
        }
    }
}
