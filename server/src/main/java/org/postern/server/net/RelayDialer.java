package org.postern.server.net;

import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postern.reach.Failure;
import org.postern.reach.relay.RelayLink;
import org.postern.reach.relay.RelayProblem;
import org.postern.server.time.Clock;

/// Dials from a relay's address.
public final class RelayDialer implements Dialer {
    private final Supplier<Optional<RelayLink>> link;
    private final OutwardTls tls;
    private final Clock clock;

    /// @param link the connection to the relay; empty while it is down
    public RelayDialer(Supplier<Optional<RelayLink>> link, Clock clock) {
        this(link, clock, null);
    }

    /// @param trusted as of [DirectDialer]
    public RelayDialer(Supplier<Optional<RelayLink>> link, Clock clock, @Nullable KeyStore trusted) {
        this.link = link;
        this.clock = clock;
        this.tls = new OutwardTls(trusted);
    }

    /// The relay itself being gone counts as the network being unreachable by it.
    @Override
    public Line dial(InetSocketAddress to, Duration timeout) throws DialFailed {
        var standing = link.get().orElseThrow(() -> new DialFailed(DialFailed.Word.NETWORK_UNREACHABLE));
        try {
            return new RelayedLine(standing.dial(to, timeout), tls, clock);
        } catch (RelayProblem problem) {
            throw new DialFailed(
                    problem.failure().map(RelayDialer::word).orElse(DialFailed.Word.NETWORK_UNREACHABLE), problem);
        }
    }

    private static DialFailed.Word word(Failure failure) {
        return switch (failure) {
            case GENERIC_TIMEOUT_ERROR -> DialFailed.Word.GENERIC_TIMEOUT_ERROR;
            case CONNECTION_RESET -> DialFailed.Word.CONNECTION_RESET;
            case CONNECTION_REFUSED -> DialFailed.Word.CONNECTION_REFUSED;
            case HOST_UNREACHABLE -> DialFailed.Word.HOST_UNREACHABLE;
            case NETWORK_UNREACHABLE -> DialFailed.Word.NETWORK_UNREACHABLE;
            default -> DialFailed.Word.UNKNOWN_FAILURE;
        };
    }
}
