package org.postern.reach.plan;

import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;

/// One network and one relay: what verdicts and most steps are about.
public record Pair(SourceNetwork network, RelayId relay) {
    @Override
    public String toString() {
        return network + " and " + relay;
    }
}
