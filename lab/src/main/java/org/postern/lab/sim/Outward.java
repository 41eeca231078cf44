package org.postern.lab.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.postern.lab.sim.World.Group;
import org.postern.server.net.DialFailed;
import org.postern.server.net.Dialer;
import org.postern.server.net.Line;
import org.postern.wire.address.Domain;

/// Connections from the server to the fake internet.
final class Outward implements Dialer {
    private final Internet internet;
    private final InetAddress self;
    private final Group group;
    private final Peril peril;

    Outward(Internet internet, InetAddress self, Group group, Peril peril) {
        this.internet = internet;
        this.self = self;
        this.group = group;
        this.peril = peril;
    }

    @Override
    public Line dial(InetSocketAddress to, Duration timeout) throws DialFailed {
        peril.step();
        try {
            return new FakeLine(internet.connect(self, to.getAddress(), timeout, group), peril);
        } catch (IOException failed) {
            throw DialFailed.of(failed);
        }
    }

    /// TLS on it is a word and a delay: what is said goes on in the clear.
    private static final class FakeLine implements Line {
        private final Endpoint end;
        private final Peril peril;
        private Duration readTimeout = Duration.ofMinutes(5);
        private long writeUntil = Internet.never();

        FakeLine(Endpoint end, Peril peril) {
            this.end = end;
            this.peril = peril;
        }

        @Override
        public InputStream in() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    var one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] into, int at, int length) throws IOException {
                    peril.step();
                    long until = end.world().nanos() + readTimeout.toNanos();
                    return end.read(into, at, length, until);
                }

                @Override
                public int available() {
                    return end.in().available();
                }
            };
        }

        @Override
        public OutputStream out() {
            return new OutputStream() {
                @Override
                public void write(int octet) throws IOException {
                    write(new byte[] {(byte) octet}, 0, 1);
                }

                @Override
                public void write(byte[] from, int at, int length) throws IOException {
                    peril.step();
                    end.write(from, at, length, writeUntil);
                }
            };
        }

        @Override
        public void readTimeout(Duration timeout) {
            readTimeout = timeout;
        }

        @Override
        public Guard closeAfter(Duration limit) {
            writeUntil = end.world().nanos() + limit.toNanos();
            return () -> writeUntil = Internet.never();
        }

        @Override
        public TlsLine startTls(Domain peer, Duration timeout) {
            end.world().pause(Duration.ofMillis(50));
            return new TlsLine(this, "TLSv1.3", "simulated", false);
        }

        @Override
        public void close() {
            end.close();
        }
    }
}
