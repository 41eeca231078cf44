package org.postern.server.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postern.server.time.Clock;

/// Dials from this machine's own address.
public final class DirectDialer implements Dialer {
    private final OutwardTls tls;
    private final Clock clock;

    public DirectDialer(Clock clock) {
        this(clock, null);
    }

    /// @param trusted the authorities for [Line#startTls]; null for those of the Java runtime
    public DirectDialer(Clock clock, @Nullable KeyStore trusted) {
        this.clock = clock;
        this.tls = new OutwardTls(trusted);
    }

    @Override
    @SuppressWarnings("AddressSelection") // the caller has chosen the address
    public Line dial(InetSocketAddress to, Duration timeout) throws DialFailed {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(to, Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
            return new SocketLine(socket, tls, clock);
        } catch (IOException failed) {
            close(socket);
            throw DialFailed.of(failed);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // nothing is left to free
        }
    }
}
