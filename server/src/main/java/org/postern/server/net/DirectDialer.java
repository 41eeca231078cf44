package org.postern.server.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Locale;
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
            throw new DialFailed(word(failed), failed);
        }
    }

    /// The JDK tells errno apart only by text.
    static DialFailed.Word word(IOException failed) {
        var text = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
        if (failed instanceof SocketTimeoutException || text.contains("timed out")) {
            return DialFailed.Word.GENERIC_TIMEOUT_ERROR;
        }
        if (failed instanceof NoRouteToHostException || text.contains("no route to host")) {
            return DialFailed.Word.HOST_UNREACHABLE;
        }
        if (text.contains("network is unreachable")) {
            return DialFailed.Word.NETWORK_UNREACHABLE;
        }
        if (text.contains("reset")) {
            return DialFailed.Word.CONNECTION_RESET;
        }
        return failed instanceof ConnectException || text.contains("refused")
                ? DialFailed.Word.CONNECTION_REFUSED
                : DialFailed.Word.UNKNOWN_FAILURE;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // nothing is left to free
        }
    }
}
