package org.postern.server.smtpout;

import java.util.random.RandomGenerator;
import org.postern.server.net.Dialer;
import org.postern.server.net.Names;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.address.Domain;

/// Carries mail to the servers of other domains.
public final class Courier {
    private final Parts parts;
    private final Routes routes;
    private final Opening opening;

    /// What a courier needs.
    ///
    /// @param dialer decides on the egress
    /// @param self the name by which we greet
    /// @param random for the order among equal servers
    public record Parts(
            Names names,
            Dialer dialer,
            Clock clock,
            RandomGenerator random,
            Domain self,
            DeliverySettings settings,
            Timeouts timeouts,
            Metrics metrics) {}

    /// @throws IllegalArgumentException for a fixed route that cannot be read
    public Courier(Parts parts) {
        this.parts = parts;
        this.routes = new Routes(parts.names(), parts.self(), parts.settings(), parts.random());
        this.opening = new Opening(parts);
    }

    /// One visit to a domain's servers, for one thread: nothing is opened before the first errand.
    public Visit visit(Domain destination) {
        return new Visit(parts, routes, opening, destination);
    }
}
