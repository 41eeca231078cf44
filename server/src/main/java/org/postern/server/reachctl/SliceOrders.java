package org.postern.server.reachctl;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.Offer;
import org.postern.reach.plan.Pool;
import org.postern.reach.plan.Slices;

/// The order of the pool for each network that asked lately: a large pool is hashed and sorted once for a
/// network and not for each of its questions. A relay that goes down or is withdrawn somewhere changes no
/// order; one that comes, goes or changes its standing begins them all anew.
///
/// THREAT T-71: a question can be forged from any network, so what is kept has a bound, and a network that
/// asks often stays. THREAT T-40: it is kept by network; while one burns, groups of its resolvers have
/// orders of their own, and those are worked out for each question.
final class SliceOrders {
    static final int ROOM = 1_000_000; // relays named in all orders together, 4 octets each
    static final int EACH = 40; // what an order takes besides, counted in relays
    static final int FIRST = 128; // of an order are kept; only who lost very much is told what lies deeper

    private final Slices slices;
    private final AtomicReference<Kept> last;

    /// @param pool the one that was seen last; another with the same relays serving has the same orders
    /// @param serving the relays that are in every order here
    private record Kept(
            Pool pool, Set<RelayId> partners, List<Relay> serving, Cache<SourceNetwork, List<Relay>> orders) {
        boolean isOf(Offer offer) {
            return pool == offer.pool() && partners.equals(offer.partners());
        }
    }

    SliceOrders(Slices slices) {
        this.slices = slices;
        last = new AtomicReference<>(new Kept(new Pool(List.of()), Set.of(), List.of(), none()));
    }

    private static Cache<SourceNetwork, List<Relay>> none() {
        return Caffeine.newBuilder()
                .maximumWeight(ROOM)
                .weigher((SourceNetwork network, List<Relay> order) -> order.size() + EACH)
                .executor(Runnable::run)
                .build();
    }

    /// As [Slices#order], as far as the answer of this moment reaches.
    List<Relay> order(Offer offer, Slices.Asker asker, Instant now) {
        return slices.isBurning(offer, asker, now) || slices.depth(offer, asker, now) > FIRST
                ? slices.order(offer, asker, now)
                : kept(offer).orders().get(asker.network(), missing -> first(offer, asker, now));
    }

    private List<Relay> first(Offer offer, Slices.Asker asker, Instant now) {
        return slices.order(offer, asker, now).stream().limit(FIRST).toList();
    }

    /// INVARIANT: every order in what is returned is one of just those relays that the offer has serving,
    /// whatever other threads put in its place meanwhile.
    private Kept kept(Offer offer) {
        var known = last.get();
        if (known.isOf(offer)) {
            return known;
        }
        var serving = Slices.serving(offer);
        var orders = known.serving().equals(serving) ? known.orders() : none();
        var kept = new Kept(offer.pool(), offer.partners(), serving, orders);
        last.set(kept);
        return kept;
    }

    /// How many networks' orders are kept.
    long size() {
        var orders = last.get().orders();
        orders.cleanUp();
        return orders.estimatedSize();
    }
}
