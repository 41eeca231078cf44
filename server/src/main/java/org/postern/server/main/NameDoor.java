package org.postern.server.main;

import java.util.Deque;
import java.util.Optional;
import org.postern.reach.plan.AddressChoice;
import org.postern.server.dns.ConfiguredZone;
import org.postern.server.dns.DnsDoor;
import org.postern.server.dns.FixedAddresses;
import org.postern.server.net.Sightings;
import org.postern.server.notary.ZoneKeys;

/// The door on port 53 with what it works on; nothing when no zone is set.
final class NameDoor {
    private NameDoor() {}

    /// @param chosen which addresses askers are told; empty for those of this server
    /// @param open gets what is to be closed, last first
    static Optional<DnsDoor> open(
            Node.Base base,
            Keepers keepers,
            Optional<AddressChoice> chosen,
            Sightings sightings,
            Deque<AutoCloseable> open) {
        var settings = base.settings().dns();
        return ConfiguredZone.of(settings).map(zone -> {
            var keys = new ZoneKeys(keepers.database(), base.clock())
                    .of(zone.plan().apex(), settings.algorithms());
            var door = DnsDoor.open(new DnsDoor.Parts(
                    settings,
                    zone,
                    keys,
                    chosen.orElseGet(() -> new FixedAddresses(zone.own())),
                    sightings,
                    base.clock(),
                    base.random(),
                    base.metrics()));
            open.push(door);
            return door;
        });
    }
}
