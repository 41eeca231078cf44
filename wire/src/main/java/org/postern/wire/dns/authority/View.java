package org.postern.wire.dns.authority;

import java.util.List;
import org.postern.wire.Octets;

/// The addresses that one asker is told, best first.
///
/// @param addresses 4 or 16 octets each; at least one
public record View(List<Octets> addresses) {
    public View {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("an asker is told no address");
        }
    }
}
