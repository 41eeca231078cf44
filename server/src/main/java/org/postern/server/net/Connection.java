package org.postern.server.net;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.postern.reach.RelayId;

/// A stream to a peer. A socket is one; a channel that an SSH connection forwards, or a socket behind a
/// PROXY header, can stand in for it: doors know only this.
///
/// One thread reads and one writes at a time. [#close] and [#abort] may come from any thread and wake
/// both.
public interface Connection extends AutoCloseable {
    /// Who is at the other end, as the door and its limits see it.
    InetAddress peer();

    /// The relay that it came in by.
    default RelayId via() {
        return RelayId.CORE;
    }

    /// Protocol version and cipher suite; empty in the clear.
    Optional<String> tls();

    /// Waits for at least one octet until the moment named.
    ///
    /// @param untilNanos by [org.postern.server.time.Clock#nanos]
    /// @return octets read, or -1 when the peer has closed
    /// @throws java.net.SocketTimeoutException when the moment has come
    int read(byte[] into, int offset, int length, long untilNanos) throws IOException;

    /// Octets that can be read without waiting, or 0 when that is not known.
    int available() throws IOException;

    /// Blocks while the peer does not read: whoever watches the session ends it by [#abort].
    void write(byte[] from, int offset, int length) throws IOException;

    /// Takes the server's part of a TLS handshake on what has been a connection in the clear.
    ///
    /// @throws IOException also when the handshake is not done at the moment named
    void startTls(Tls tls, long untilNanos) throws IOException;

    /// Says that nothing more is written, and gives the peer a moment to read it before the end: a close
    /// with unread input would be a reset, which takes the last reply with it.
    void closeGently();

    /// The ordinary end.
    @Override
    void close();

    /// Ends by a TCP reset where there is TCP (SO_LINGER 0): the peer learns at once.
    void abort();
}
