package org.postern.server.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Tells addresses of the open Internet from those that mean something only inside a network.
///
/// THREAT T-11: a stranger's MX may point anywhere; what is not public is not dialled unless the
/// operator says so.
public final class PublicAddress {
    private PublicAddress() {}

    /// RFC 6890's special-purpose blocks are not; nor is an IPv6 address that carries such an IPv4
    /// address (RFC 6052 §2.1, RFC 3056 §2).
    public static boolean is(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return switch (address) {
            case Inet4Address four -> isPublic(four.getAddress());
            case Inet6Address six -> isPublicSix(six.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic(byte[] four) {
        int first = four[0] & 0xff;
        int second = four[1] & 0xff;
        int third = four[2] & 0xff;
        boolean shared = first == 100 && second >= 64 && second < 128;
        boolean protocol = first == 192 && second == 0 && third == 0;
        boolean benchmark = first == 198 && (second == 18 || second == 19);
        return first != 0 && first < 224 && !shared && !protocol && !benchmark;
    }

    private static boolean isPublicSix(byte[] six) {
        boolean uniqueLocal = (six[0] & 0xfe) == 0xfc;
        if (uniqueLocal) {
            return false;
        }
        boolean translated = six[0] == 0 && six[1] == 0x64 && six[2] == (byte) 0xff && six[3] == (byte) 0x9b;
        if (translated) {
            return is(four(six, 12));
        }
        boolean sixToFour = six[0] == 0x20 && six[1] == 0x02;
        if (sixToFour) {
            return is(four(six, 2));
        }
        boolean compatible = true;
        for (int i = 0; i < 12; i++) {
            compatible &= six[i] == 0;
        }
        return !compatible; // ::a.b.c.d is obsolete and only of use to trick us
    }

    private static InetAddress four(byte[] six, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(six, at, at + 4));
        } catch (UnknownHostException fourOctetsAreAnAddress) {
            throw new IllegalStateException(fourOctetsAreAnAddress);
        }
    }
}
