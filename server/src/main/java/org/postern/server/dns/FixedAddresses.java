package org.postern.server.dns;

import java.net.InetAddress;
import java.util.List;
import org.postern.reach.RelayId;
import org.postern.reach.plan.AddressChoice;

/// Tells everybody the addresses of this server: the choice of a service without relays.
public final class FixedAddresses implements AddressChoice {
    static final int MOST = 4;

    private final List<Served> own;

    /// @param addresses in the order of the MX names; at least one
    public FixedAddresses(List<InetAddress> addresses) {
        own = addresses.stream()
                .limit(MOST)
                .map(address -> new Served(RelayId.CORE, address))
                .toList();
    }

    @Override
    public List<Served> serve(InetAddress asker) {
        return own;
    }
}
