package org.postern.reach.plan;

import java.net.InetAddress;
import java.util.List;
import org.postern.reach.RelayId;

/// Which addresses of ours somebody who asks is told. Stable for a network while nothing changes;
/// never blocks, since a name server asks for each question.
@FunctionalInterface
public interface AddressChoice {
    /// @param asker the resolver's address, or the client's subnet where the question tells it (RFC 7871)
    /// @return 1 to 4, best first, each in another hosting network where the pool allows it
    List<Served> serve(InetAddress asker);

    /// One address of an answer. The names of an answer take them in order: the first MX name has the
    /// first address, and so on.
    record Served(RelayId relay, InetAddress address) {}
}
