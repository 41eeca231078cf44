package org.postern.server.net;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// The network that limits count by: /24 of IPv4, /56 of IPv6 (what one customer gets).
record Network(String prefix) {
    static Network of(InetAddress address) {
        byte[] octets = address.getAddress();
        int kept = octets.length == 4 ? 3 : 7;
        return new Network(HexFormat.of().formatHex(Arrays.copyOf(octets, kept)) + "/" + octets.length);
    }
}
