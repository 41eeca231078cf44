package org.postern.reach.relay;

import java.io.IOException;
import java.net.InetSocketAddress;

/// One TCP connection that ends at a relay and is carried to us by SSH. Blocking, for virtual threads:
/// one reads and one writes at a time, [#close] may come from any.
public interface RelayStream extends AutoCloseable {
    /// Who is at the other end, as the relay says: the client of a forwarded connection, the host that
    /// was dialled of an outward one. A relay can lie here (THREAT T-41).
    InetSocketAddress far();

    /// The relay's port that the client connected to; 0 for an outward connection.
    int port();

    /// Waits for at least one octet until the moment named.
    ///
    /// @param untilNanos by the clock that the client was opened with
    /// @return octets read, or -1 when the other end has closed
    /// @throws java.net.SocketTimeoutException when the moment has come
    /// @throws IOException when the connection to the relay was lost
    int read(byte[] into, int offset, int length, long untilNanos) throws IOException;

    /// Octets that can be read without waiting.
    int available();

    /// Blocks while the other end does not read.
    void write(byte[] from, int offset, int length) throws IOException;

    /// Says that nothing more is written; reading goes on.
    void endOutput() throws IOException;

    /// Whether the stream still stands.
    boolean isOpen();

    /// Ends both directions. The relay closes its socket in the ordinary way.
    @Override
    void close();

    /// Ends both directions at once, with what was not read thrown away. SSH has no word for a TCP reset;
    /// the relay's system sends one when its socket still has octets that we did not let the relay read
    /// (docs/reach/resets.md), else it closes in the ordinary way.
    void abort();
}
