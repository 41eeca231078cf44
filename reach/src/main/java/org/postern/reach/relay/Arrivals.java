package org.postern.reach.relay;

import org.postern.reach.RelayId;

/// Takes what comes in at relays.
@FunctionalInterface
public interface Arrivals {
    /// Serves one connection to its end, on a virtual thread of its own.
    void welcome(RelayId relay, RelayStream stream);
}
