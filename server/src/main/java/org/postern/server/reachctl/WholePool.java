package org.postern.server.reachctl;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private volatile Set<RelayId> shut = Set.of();
    private volatile Whole last =
            new Whole(new Pool(List.of()), new Pool(List.of()), Optional.empty(), Standing.SERVING, Set.of());

    /// @param relays without the core; the same object while nothing changes
    /// @param own addresses at which senders reach this machine itself
    record Parts(Supplier<Pool> relays, List<InetAddress> own, NetworkMap map, Supplier<Orders> orders) {}

    /// A pool with the core in it.
    ///
    /// @param relays what it was made from
    /// @param hosting where the core stands
    private record Whole(Pool relays, Pool pool, Optional<SourceNetwork> hosting, Standing core, Set<RelayId> shut) {}

    WholePool(Parts parts) {
        this.parts = parts;
    }

    /// Relays, and the core, whose port 25 is closed by all who looked.
    void shut(Set<RelayId> now) {
        shut = now;
    }

    /// The same object while nothing changes, since the name server asks for each question.
    Pool now() {
        var relays = parts.relays().get();
        var hosting = parts.own().stream().findFirst().map(parts.map()::of);
        boolean isRetired = parts.orders().get().pinned().contains(new Step.Retire(RelayId.CORE));
        var core = isRetired ? Standing.RETIRED : Standing.SERVING;
        var closed = shut;
        var known = last;
        if (known.relays() == relays
                && known.hosting().equals(hosting)
                && known.core() == core
                && known.shut().equals(closed)) {
            return known.pool();
        }
        var members = new ArrayList<>(relays.members());
        hosting.ifPresent(
                network -> members.add(new Pool.Member(new Relay(RelayId.CORE, parts.own(), network), core, true)));
        var now = new Whole(relays, new Pool(without(closed, members)), hosting, core, closed);
        last = now;
        return now.pool();
    }

    /// Where all who serve seem closed it is our banner, or the way out of all who look.
    private static List<Pool.Member> without(Set<RelayId> closed, List<Pool.Member> members) {
        boolean isAnyOpen = members.stream()
                .anyMatch(member -> member.standing() == Standing.SERVING
                        && member.up()
                        && !closed.contains(member.relay().id()));
        if (!isAnyOpen) {
            return members;
        }
        return members.stream()
                .map(member -> new Pool.Member(
                        member.relay(),
                        member.standing(),
                        member.up(),
                        !closed.contains(member.relay().id())))
                .toList();
    }
}
