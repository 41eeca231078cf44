package org.postern.reach.probe;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// IPv6 addresses that stand for IPv4 ones, as resolvers of networks without IPv4 make them.
final class Translated {
    /// 64:ff9b::/96, the well-known prefix (RFC 6052 §2.1).
    private static final byte[] PREFIX = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

    private Translated() {}

    /// The IPv4 address that is meant; any other address as it is.
    static InetAddress original(InetAddress address) {
        var octets = address.getAddress();
        if (!(address instanceof Inet6Address) || !Arrays.equals(octets, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
            return address;
        }
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(octets, PREFIX.length, octets.length));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four octets are an address", impossible);
        }
    }
}
