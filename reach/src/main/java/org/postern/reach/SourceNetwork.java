package org.postern.reach;

import java.net.InetAddress;

/// A network that senders sit in, as far as it can be told from an address. The finest thing that is
/// counted: nothing smaller (no person, no address) is ever kept (THREAT T-40).
public sealed interface SourceNetwork {
    /// An autonomous system, when the operator supplies a map (RFC 6793 numbers).
    ///
    /// @param number 1 to 4294967294
    record As(long number) implements SourceNetwork {
        public As {
            if (number < 1 || number > 4_294_967_294L) {
                throw new IllegalArgumentException("no number of an autonomous system: " + number);
            }
        }

        @Override
        public String toString() {
            return "AS" + number;
        }
    }

    /// A group of prefixes where there is no map: a /16 of IPv4, a /32 of IPv6.
    ///
    /// @param base the first address of the group
    record Group(InetAddress base, int bits) implements SourceNetwork {
        @Override
        public String toString() {
            return base.getHostAddress() + "/" + bits;
        }
    }
}
