package org.postern.server.dns;

import java.net.InetAddress;

/// A network, as `192.0.2.0/24` or `2001:db8::/32`.
record Prefix(InetAddress base, int bits) {
    /// @throws IllegalArgumentException in words for the operator
    static Prefix parse(String text) {
        var parts = text.split("/", 2);
        try {
            var base = InetAddress.ofLiteral(parts[0]);
            int whole = base.getAddress().length * 8;
            int bits = parts.length == 1 ? whole : Integer.parseInt(parts[1]);
            if (bits < 0 || bits > whole) {
                throw new IllegalArgumentException("the length is out of range");
            }
            return new Prefix(base, bits);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("'" + text + "' is not a network as 192.0.2.0/24", malformed);
        }
    }

    boolean holds(InetAddress address) {
        var ours = base.getAddress();
        var theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int bit = 0x80 >> (i & 7);
            if ((ours[i >> 3] & bit) != (theirs[i >> 3] & bit)) {
                return false;
            }
        }
        return true;
    }
}
