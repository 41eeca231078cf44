package org.postern.server.reachctl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.postern.reach.RelayId;
import org.postern.reach.plan.Pool;
import org.postern.server.net.DialFailed;
import org.postern.server.net.Dialer;
import org.postern.server.net.Line;
import org.postern.server.net.RelayDialer;
import org.postern.server.relays.Relays;
import org.postern.server.time.Clock;

/// The core's own address and those of the relays that are up.
public final class Places implements Vantage {
    private final Relays relays;
    private final Dialer direct;
    private final Clock clock;

    /// @param direct from the core's own address
    public Places(Relays relays, Dialer direct, Clock clock) {
        this.relays = relays;
        this.direct = direct;
        this.clock = clock;
    }

    @Override
    public Set<RelayId> places() {
        var places = new HashSet<>(Set.of(RelayId.CORE));
        relays.pool().members().stream()
                .filter(Pool.Member::up)
                .forEach(member -> places.add(member.relay().id()));
        return places;
    }

    @Override
    public Optional<Wire> dial(RelayId from, InetSocketAddress to, Duration timeout) throws DialFailed {
        return dial(from.equals(RelayId.CORE) ? direct : new RelayDialer(() -> relays.link(from), clock), to, timeout);
    }

    /// What fails on our side says nothing about the other: the relay is gone or may not, or there is no
    /// way of this kind (IPv6, mostly).
    static Optional<Wire> dial(Dialer by, InetSocketAddress to, Duration timeout) throws DialFailed {
        try {
            return Optional.of(new LineWire(by.dial(to, timeout)));
        } catch (DialFailed failed) {
            if (failed.word() == DialFailed.Word.NETWORK_UNREACHABLE) {
                return Optional.empty();
            }
            throw failed;
        }
    }

    private record LineWire(Line line) implements Wire {
        @Override
        public int read(byte[] into, Duration timeout) throws IOException {
            line.readTimeout(timeout);
            return line.in().read(into);
        }

        @Override
        public void write(byte[] octets) throws IOException {
            line.out().write(octets);
        }

        @Override
        public void close() {
            line.close();
        }
    }
}
