package org.postern.server.net;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.BiPredicate;
import org.postern.reach.RelayId;

/// The sessions of a door that are open.
@FunctionalInterface
public interface OpenSessions {
    /// There are none.
    OpenSessions NONE = (whose, silentFor) -> 0;

    /// Ends by [Connection#abort] those of certain peers that have said nothing for so long: when
    /// a one-way block falls on a session its sender waits minutes for an answer, and a TCP reset,
    /// which still arrives there, frees it at once.
    ///
    /// @param whose the peer and the relay that it came in by
    /// @return how many were ended
    int resetSilent(BiPredicate<InetAddress, RelayId> whose, Duration silentFor);
}
