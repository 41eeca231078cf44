package org.postern.reach;

import java.net.InetAddress;
import java.util.List;

/// A host whose addresses take mail for us, or could.
///
/// @param addresses where it takes port 25 and 443; at least one, the first is preferred
/// @param hosting the network that it stands in; no two addresses of an answer share one
public record Relay(RelayId id, List<InetAddress> addresses, SourceNetwork hosting) {
    public Relay {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("relay " + id + " has no address");
        }
    }
}
