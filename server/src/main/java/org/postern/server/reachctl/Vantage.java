package org.postern.server.reachctl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.postern.reach.RelayId;
import org.postern.server.net.DialFailed;

/// Where one can look from: the core's own address and those of relays.
public interface Vantage {
    /// Those that can be looked from now, [RelayId#CORE] among them.
    Set<RelayId> places();

    /// @return empty when the place cannot look: it is gone, may not dial, or has no way of this
    ///     kind (IPv6)
    /// @throws DialFailed when the other side did not answer it
    Optional<Wire> dial(RelayId from, InetSocketAddress to, Duration timeout) throws DialFailed;

    /// Octets to and from whoever was dialled.
    interface Wire extends AutoCloseable {
        /// @return -1 at the end
        /// @throws java.net.SocketTimeoutException when nothing came in time
        int read(byte[] into, Duration timeout) throws IOException;

        void write(byte[] octets) throws IOException;

        @Override
        void close();
    }
}
