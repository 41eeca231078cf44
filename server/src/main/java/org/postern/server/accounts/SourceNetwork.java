package org.postern.server.accounts;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.postern.reach.RelayId;

/// Where a request comes from, as coarse as a person moves about and as a guesser must pay for: 24 bits
/// of an IPv4 address, 56 of an IPv6 address. Never written down or logged whole (THREAT T-05).
public final class SourceNetwork {
    private final String prefix;

    private SourceNetwork(String prefix) {
        this.prefix = prefix;
    }

    public static SourceNetwork of(InetAddress address) {
        var octets = address.getAddress();
        return new SourceNetwork(HexFormat.of().formatHex(Arrays.copyOf(octets, octets.length == 4 ? 3 : 7)));
    }

    /// As a relay tells it. THREAT T-43: it is not the network of that name: who runs a relay cannot use up
    /// the tries of those in whose name it speaks, nor have the tries of a network that an owner is known
    /// to come from by other ways.
    public static SourceNetwork of(InetAddress address, RelayId by) {
        return new SourceNetwork(of(address).prefix + "@" + by.name());
    }

    /// One circuit of the onion service: enough to share a rate of requests by, and no network, since anybody
    /// gets another for the asking.
    public static SourceNetwork ofCircuit(InetAddress circuit) {
        return new SourceNetwork(HexFormat.of().formatHex(circuit.getAddress()) + "@" + RelayId.ONION.name());
    }

    /// For keyed hashes only.
    String unredacted() {
        return prefix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceNetwork that && prefix.equals(that.prefix);
    }

    @Override
    public int hashCode() {
        return prefix.hashCode();
    }

    @Override
    public String toString() {
        return "SourceNetwork";
    }
}
