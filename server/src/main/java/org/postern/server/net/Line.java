package org.postern.server.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.postern.wire.address.Domain;

/// An open connection outward, read and written by one virtual thread in blocking calls. What carries
/// it (a socket, a channel of a relay's connection) is not seen.
public interface Line extends AutoCloseable {
    /// Unbuffered. A read that takes longer than the time-out set throws
    /// `java.net.SocketTimeoutException`.
    InputStream in();

    /// Unbuffered.
    OutputStream out();

    void readTimeout(Duration timeout) throws IOException;

    /// Closes the line, and so ends a read or write that hangs, unless the returned guard is closed
    /// before the time is over.
    Guard closeAfter(Duration limit);

    /// The same line inside TLS; this value must not be used again. The peer's certificate is looked
    /// at and the result kept, but a bad one ends nothing (RFC 7435 §3): THREAT T-12 is not answered.
    ///
    /// @param peer for server name indication and for the certificate
    /// @throws DialFailed when no TLS came to be; the line is closed
    TlsLine startTls(Domain peer, Duration timeout) throws DialFailed;

    @Override
    void close();

    /// Holds a limit over the line.
    interface Guard extends AutoCloseable {
        @Override
        void close();
    }

    /// What TLS came to.
    ///
    /// @param protocol for instance `TLSv1.3`
    /// @param verified the certificate is of a known authority and of the peer's name
    record TlsLine(Line line, String protocol, String suite, boolean verified) {}
}
