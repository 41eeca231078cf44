package org.postern.wire.dns.authority;

import java.util.List;

/// A zone as secondaries carry it.
///
/// @param sets everything, the SOA record first
public record ZoneState(long serial, List<Signed> sets) {
    public ZoneState {
        sets = List.copyOf(sets);
    }
}
