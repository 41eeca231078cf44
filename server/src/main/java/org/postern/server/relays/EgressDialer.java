package org.postern.server.relays;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.postern.reach.RelayId;
import org.postern.server.net.DialFailed;
import org.postern.server.net.Dialer;
import org.postern.server.net.Line;
import org.postern.server.net.RelayDialer;
import org.postern.server.time.Clock;

/// Dials by the ways that an [Egress] names.
public final class EgressDialer implements Dialer {
    private static final int MOST_WAYS = 3;

    private final Dialer direct;
    private final Relays relays;
    private final Egress egress;
    private final Clock clock;
    private final ConcurrentMap<RelayId, Dialer> dialers = new ConcurrentHashMap<>();

    /// @param direct from this machine's own address
    public EgressDialer(Dialer direct, Relays relays, Egress egress, Clock clock) {
        this.direct = direct;
        this.relays = relays;
        this.egress = egress;
        this.clock = clock;
    }

    /// By the best way alone.
    @Override
    public Line dial(InetSocketAddress to, Duration timeout) throws DialFailed {
        var ways = ways(to);
        if (ways.isEmpty()) {
            throw new DialFailed(DialFailed.Word.NETWORK_UNREACHABLE);
        }
        return ways.getFirst().dial(to, timeout);
    }

    @Override
    public List<Dialer> ways(InetSocketAddress to) {
        return egress.ways(to.getAddress()).stream()
                .filter(this::isUp)
                .limit(MOST_WAYS)
                .<Dialer>map(Way::new)
                .toList();
    }

    private boolean isUp(RelayId by) {
        return by.equals(RelayId.CORE) || relays.link(by).isPresent();
    }

    private Dialer dialer(RelayId by) {
        return by.equals(RelayId.CORE)
                ? direct
                : dialers.computeIfAbsent(by, relay -> new RelayDialer(() -> relays.link(relay), clock));
    }

    private final class Way implements Dialer {
        private final RelayId by;

        Way(RelayId by) {
            this.by = by;
        }

        @Override
        public Line dial(InetSocketAddress to, Duration timeout) throws DialFailed {
            return dialer(by).dial(to, timeout);
        }

        @Override
        public void heard(InetSocketAddress to, Optional<DialFailed.Word> failure) {
            egress.tried(to.getAddress(), by, failure);
        }
    }
}
