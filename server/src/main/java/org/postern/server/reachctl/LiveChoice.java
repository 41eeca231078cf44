package org.postern.server.reachctl;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.postern.reach.NetworkMap;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.AddressChoice;
import org.postern.reach.plan.CommonAnswer;
import org.postern.reach.plan.Offer;
import org.postern.reach.plan.Ration;
import org.postern.reach.plan.Slices;
import org.postern.reach.plan.Withdrawals;
import org.postern.server.time.Clock;

/// What the name server is told to answer, from the pool and the withdrawals of this moment.
final class LiveChoice implements AddressChoice {
    private static final int MOST = 4;

    /// Stands for all networks, where all are told the same.
    private static final InetAddress ANYBODY = InetAddress.ofLiteral("0.0.0.0");

    private final Slices slices;
    private final SliceOrders orders;
    private final NetworkMap map;
    private final Clock clock;
    private final List<Served> own;
    private final Supplier<Offer> offer;

    /// @param own told where there is no relay, as many as an answer has
    /// @param offer asked for each question; while nothing changes, its pool is the same object
    LiveChoice(Slices slices, NetworkMap map, Clock clock, List<InetAddress> own, Supplier<Offer> offer) {
        this.own = own.stream()
                .limit(MOST)
                .map(address -> new Served(RelayId.CORE, address))
                .toList();
        this.slices = slices;
        this.orders = new SliceOrders(slices);
        this.map = map;
        this.clock = clock;
        this.offer = offer;
    }

    static Slices slices(byte[] key) {
        return new Slices(key, Ration.standard());
    }

    @Override
    public List<Served> serve(InetAddress asker) {
        var who = new Slices.Asker(map.of(asker), asker);
        var from = offer.get();
        if (isWithoutRelays(from)) {
            return own;
        }
        var now = notBefore(from, who.network());
        var served = slices.answer(from, who, orders.order(from, who, now), now).served();
        return served.isEmpty() ? own : served;
    }

    /// The addresses that everybody is told, where all are told the same; the best first, as many as an answer has.
    List<InetAddress> forAll() {
        var from = offer.get();
        var asker = new Slices.Asker(map.of(ANYBODY), ANYBODY);
        var common = isWithoutRelays(from)
                ? own
                : CommonAnswer.of(
                        from,
                        slices.order(from, asker, clock.instant()),
                        Ration.standard().width());
        return (common.isEmpty() ? own : common).stream().map(Served::address).toList();
    }

    private static boolean isWithoutRelays(Offer offer) {
        return offer.pool().members().stream()
                .allMatch(member -> member.relay().id().equals(RelayId.CORE));
    }

    /// Somebody may set the clock back; what was withdrawn was withdrawn before now all the same.
    private Instant notBefore(Offer from, SourceNetwork network) {
        var now = clock.instant();
        return from.withdrawn().from(network).stream()
                .map(Withdrawals.Withdrawn::since)
                .reduce(now, (one, other) -> one.isAfter(other) ? one : other);
    }
}
