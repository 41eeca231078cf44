package org.postern.reach.plan;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;

/// Something to do about a verdict. A person can pin or forbid it, and undo what changes a state: where an address is
/// named, which relay serves, which way mail leaves. What is done and over (an end to silent sessions, a look, a list
/// that went out) cannot be undone.
public sealed interface Step {
    /// This network's answers do not name the address any more.
    record Withdraw(SourceNetwork from, RelayId relay, InetAddress address) implements Step {}

    /// They may name it again.
    record Restore(SourceNetwork to, RelayId relay, InetAddress address) implements Step {}

    /// A spare relay begins to take mail.
    record BringUp(RelayId relay) implements Step {}

    /// A relay leaves every answer.
    record Retire(RelayId relay) implements Step {}

    /// Mail to hosts of this network leaves by this relay; empty for no preference.
    record RouteVia(SourceNetwork destination, Optional<RelayId> egress) implements Step {}

    /// Sessions of the network by the relay that have gone silent are ended by a TCP reset.
    record ResetSilent(SourceNetwork network, RelayId relay) implements Step {}

    /// Look at this pair at once by every other signal, instead of waiting for their turn.
    record LookNow(SourceNetwork network, RelayId relay) implements Step {}

    /// A new signed endpoint list goes out.
    record PublishEndpoints() implements Step {}
}
