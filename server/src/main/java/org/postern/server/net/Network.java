package org.postern.server.net;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.postern.reach.RelayId;

/// The network that limits count by: /24 of IPv4, /56 of IPv6 (what one customer gets), by the way that
/// tells of it.
///
/// THREAT T-43: what a relay says of its clients counts against that relay alone: it cannot use up the
/// limits of those in whose name it speaks.
record Network(String prefix, RelayId by) {
    static Network of(InetAddress address) {
        return of(address, RelayId.CORE);
    }

    static Network of(Connection connection) {
        return of(connection.peer(), connection.via());
    }

    private static Network of(InetAddress address, RelayId by) {
        byte[] octets = address.getAddress();
        int kept = octets.length == 4 ? 3 : 7;
        return new Network(HexFormat.of().formatHex(Arrays.copyOf(octets, kept)) + "/" + octets.length, by);
    }
}
