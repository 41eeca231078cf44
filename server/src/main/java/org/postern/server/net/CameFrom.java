package org.postern.server.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.postern.reach.RelayId;

/// The address of a client whose connection was handed over, for libraries that know sockets only. Equality
/// is that of the address alone.
public final class CameFrom extends InetSocketAddress {
    private static final long serialVersionUID = 1L;

    private final transient RelayId by;

    public CameFrom(InetAddress peer, RelayId by) {
        super(peer, 0);
        this.by = by;
    }

    /// The relay that an address of any kind came by.
    public static RelayId relayOf(SocketAddress address) {
        return address instanceof CameFrom handed ? handed.by : RelayId.CORE;
    }
}
