package org.postern.server.reachctl;

import java.net.InetAddress;
import org.postern.reach.NetworkMap;
import org.postern.reach.SourceNetwork;
import org.postern.server.relays.NetworkText;

/// Networks where there is no map: a /16 of IPv4, a /32 of IPv6.
final class PrefixGroups implements NetworkMap {
    @Override
    public SourceNetwork of(InetAddress address) {
        return NetworkText.groupOf(address);
    }
}
