package org.postern.lab.reachsim;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postern.lab.reachsim.Scenario.Layout;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.Pool;
import org.postern.reach.plan.Pool.Member;
import org.postern.reach.plan.Pool.Standing;

/// The relays of a run, by number: where they stand and how.
final class SimPool {
    private static final int IN_A_PREFIX = 4;

    private final Layout layout;
    private final List<Relay> relays = new ArrayList<>();
    private final Map<RelayId, Integer> numbers = new HashMap<>();
    private final Standing[] standings;
    private final boolean[] down;
    private Pool pool = new Pool(List.of());
    private boolean isStale = true;

    SimPool(Layout layout) {
        this.layout = layout;
        int all = layout.relays() + layout.spares() + (layout.partner() ? 1 : 0);
        standings = new Standing[all];
        down = new boolean[all];
        for (int i = 0; i < all; i++) {
            var id = new RelayId((isPartner(i) ? "partner-" : "relay-") + i);
            relays.add(new Relay(id, List.of(address(i)), new SourceNetwork.As(60_000L + hosting(i))));
            numbers.put(id, i);
            standings[i] = i < layout.relays() ? Standing.SERVING : Standing.SPARE;
        }
    }

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) 198, (byte) (18 + number / 65_536), (byte) (number / 256), (byte) number});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    int size() {
        return relays.size();
    }

    boolean isPartner(int relay) {
        return relay == layout.relays() + layout.spares();
    }

    int hosting(int relay) {
        return isPartner(relay) ? layout.hostings() : relay % layout.hostings();
    }

    /// The /24 that it stands in: a few relays of one hosting network share one.
    int prefix(int relay) {
        return hosting(relay) * 10_000 + relay / layout.hostings() / IN_A_PREFIX;
    }

    Relay relay(int number) {
        return relays.get(number);
    }

    RelayId id(int number) {
        return relays.get(number).id();
    }

    int number(RelayId id) {
        return numbers.getOrDefault(id, -1);
    }

    boolean isDown(int relay) {
        return down[relay];
    }

    void setDown(int relay, boolean isDown) {
        down[relay] = isDown;
        isStale = true;
    }

    void bringUp(int relay) {
        standings[relay] = Standing.SERVING;
        isStale = true;
    }

    /// As the planner sees it.
    Pool pool() {
        if (isStale) {
            var members = new ArrayList<Member>();
            for (int i = 0; i < relays.size(); i++) {
                members.add(new Member(relays.get(i), standings[i], !down[i]));
            }
            pool = new Pool(members);
            isStale = false;
        }
        return pool;
    }

    Set<RelayId> partners() {
        return layout.partner() ? Set.of(relays.getLast().id()) : Set.of();
    }
}
