package org.postern.server.relays;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.reach.SourceNetwork;

/// How a network is written by operators and in the database: `AS64500`, or the first address of a group
/// of prefixes and its length, as `192.0.0.0/16`.
public final class NetworkText {
    private static final Pattern AS = Pattern.compile("(?i)AS([1-9][0-9]{0,9})");
    private static final Pattern GROUP = Pattern.compile("([0-9a-fA-F.:]{2,45})/([0-9]{1,3})");

    private NetworkText() {}

    public static Optional<SourceNetwork> parse(String text) {
        try {
            var as = AS.matcher(text);
            if (as.matches()) {
                return Optional.of(new SourceNetwork.As(Long.parseLong(as.group(1))));
            }
            var group = GROUP.matcher(text);
            if (group.matches()) {
                var base = InetAddress.ofLiteral(group.group(1));
                int bits = Integer.parseInt(group.group(2));
                return bits > base.getAddress().length * 8 ? Optional.empty() : Optional.of(group(base, bits));
            }
        } catch (IllegalArgumentException no) {
            // falls through: it is neither
        }
        return Optional.empty();
    }

    /// The group that stands for the network of an address where nobody names it: a /16 of IPv4, a /32 of
    /// IPv6.
    public static SourceNetwork.Group groupOf(InetAddress address) {
        return group(address, address.getAddress().length == 4 ? 16 : 32);
    }

    private static SourceNetwork.Group group(InetAddress within, int bits) {
        var octets = within.getAddress();
        var base = Arrays.copyOf(Arrays.copyOf(octets, (bits + 7) / 8), octets.length);
        if (bits % 8 != 0) {
            base[bits / 8] &= (byte) (0xFF << (8 - bits % 8));
        }
        try {
            return new SourceNetwork.Group(InetAddress.getByAddress(base), bits);
        } catch (UnknownHostException sameLengthAsBefore) {
            throw new IllegalStateException(sameLengthAsBefore);
        }
    }
}
