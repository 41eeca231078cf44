package org.postern.server.relays;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.reach.RelayId;
import org.postern.server.net.DialFailed;

/// Decides by which way mail leaves to a destination, and hears what came of it. Asked for each
/// connection: an implementation never blocks.
public interface Egress {
    /// This machine's own address for everything.
    Egress DIRECT = to -> List.of(RelayId.CORE);

    /// @param to the address of the destination's mail server
    /// @return at least one, best first; [RelayId#CORE] is this machine's own address. The next one is
    ///     tried on failures of the network only, never round a refusal that the peer spoke. One that is
    ///     down is passed over.
    List<RelayId> ways(InetAddress to);

    /// Told once for each way that was tried.
    ///
    /// @param failure empty when the peer spoke to us, whatever it said
    default void tried(InetAddress to, RelayId by, Optional<DialFailed.Word> failure) {}
}
