package org.postern.reach.plan;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.Pool.Member;
import org.postern.reach.plan.Pool.Standing;

/// Pools and addresses for tests.
final class Pools {
    static final Instant NOW = Instant.parse("2019-03-01T12:00:00Z");
    static final SourceNetwork MTS = new SourceNetwork.As(8359);

    private Pools() {}

    /// So many relays that serve, in so many hosting networks.
    static Pool serving(int relays, int hostings) {
        return new Pool(IntStream.range(0, relays)
                .mapToObj(i -> new Member(relay(i, hostings), Standing.SERVING, true))
                .toList());
    }

    static Relay relay(int number, int hostings) {
        return new Relay(id(number), List.of(address(number)), new SourceNetwork.As(65_000 + number % hostings));
    }

    static RelayId id(int number) {
        return new RelayId("relay-" + number);
    }

    static InetAddress address(int number) {
        return ip("198.18.%d.%d".formatted(number / 256, number % 256));
    }

    static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException broken) {
            throw new IllegalArgumentException(text, broken);
        }
    }

    static Pool changed(Pool pool, RelayId id, UnaryOperator<Member> change) {
        return new Pool(pool.members().stream()
                .map(member -> member.relay().id().equals(id) ? change.apply(member) : member)
                .toList());
    }

    static Pool with(Pool pool, Member more) {
        var all = new ArrayList<>(pool.members());
        all.add(more);
        return new Pool(all);
    }

    static Withdrawals without(Withdrawals before, SourceNetwork network, Set<RelayId> gone, Instant since) {
        var after = before;
        for (var id : gone) {
            int number = Integer.parseInt(id.name().substring(6));
            after = after.with(new Withdrawals.Withdrawn(network, id, address(number), since));
        }
        return after;
    }
}
