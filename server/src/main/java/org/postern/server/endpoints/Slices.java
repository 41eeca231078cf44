package org.postern.server.endpoints;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.postern.reach.Relay;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.Pool;
import org.postern.reach.plan.Pool.Standing;
import org.postern.server.notary.KeyedOrder;

/// Which relays' addresses an account is told: the first few of the pool in an order that is its own.
/// The same few as long as they serve, whoever asks how often; who wants the whole pool needs as many
/// accounts as sign-up lets through (THREAT T-60).
record Slices(KeyedOrder order, int most) {
    /// Each in another hosting network, as long as there are enough.
    List<InetAddress> of(long account, Pool pool) {
        var inOrder = serving(pool).stream()
                .sorted(Comparator.comparingLong(
                        relay -> order.place(account, relay.id().name())))
                .toList();
        var networks = new HashSet<SourceNetwork>();
        var first = new ArrayList<InetAddress>();
        var rest = new ArrayList<InetAddress>();
        for (var relay : inOrder) {
            var chosen = networks.add(relay.hosting()) ? first : rest;
            chosen.add(relay.addresses().getFirst());
        }
        first.addAll(rest);
        return first.stream().limit(most).toList();
    }

    /// Relays that answers may name, up at the moment or not: a list lives longer than an outage.
    static List<Relay> serving(Pool pool) {
        return pool.members().stream()
                .filter(member -> member.standing() == Standing.SERVING)
                .map(Pool.Member::relay)
                .toList();
    }
}
