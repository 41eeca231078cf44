package org.postern.server.smtpout;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.wire.address.Domain;

/// Where mail for a domain goes.
sealed interface Route {
    /// @param hosts in the order in which to try
    record Hosts(List<Host> hosts) implements Route {}

    /// There is nowhere to go, now or ever.
    record Nowhere(Attempt because) implements Route {}

    /// One server to try.
    ///
    /// @param name for TLS, reports and its addresses
    /// @param literal its address when the operator gave one
    /// @param configured the operator chose it, so that it may be anywhere (THREAT T-11)
    record Host(Domain name, Optional<InetAddress> literal, int port, boolean configured) {}
}
