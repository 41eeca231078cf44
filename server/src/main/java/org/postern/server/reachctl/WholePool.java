package org.postern.server.reachctl;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.reach.NetworkMap;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.Orders;
import org.postern.reach.plan.Pool;
import org.postern.reach.plan.Pool.Standing;
import org.postern.reach.plan.Step;

/// The relays, and the core where senders reach it itself. The core serves unless a person pinned `retire core`.
final class WholePool {
    private final Parts parts;
    private volatile Whole last =
            new Whole(new Pool(List.of()), new Pool(List.of()), Optional.empty(), Standing.SERVING);

    /// @param relays without the core; the same object while nothing changes
    /// @param own addresses at which senders reach this machine itself
    record Parts(Supplier<Pool> relays, List<InetAddress> own, NetworkMap map, Supplier<Orders> orders) {}

    /// A pool with the core in it.
    ///
    /// @param relays what it was made from
    /// @param hosting where the core stands
    private record Whole(Pool relays, Pool pool, Optional<SourceNetwork> hosting, Standing core) {}

    WholePool(Parts parts) {
        this.parts = parts;
    }

    /// The same object while nothing changes, since the name server asks for each question.
    Pool now() {
        var relays = parts.relays().get();
        var hosting = parts.own().stream().findFirst().map(parts.map()::of);
        boolean isRetired = parts.orders().get().pinned().contains(new Step.Retire(RelayId.CORE));
        var core = isRetired ? Standing.RETIRED : Standing.SERVING;
        var known = last;
        if (known.relays() == relays && known.hosting().equals(hosting) && known.core() == core) {
            return known.pool();
        }
        var members = new ArrayList<>(relays.members());
        hosting.ifPresent(
                network -> members.add(new Pool.Member(new Relay(RelayId.CORE, parts.own(), network), core, true)));
        var now = new Whole(relays, new Pool(members), hosting, core);
        last = now;
        return now.pool();
    }
}
