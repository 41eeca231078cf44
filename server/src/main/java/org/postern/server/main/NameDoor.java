package org.postern.server.main;

import java.net.InetAddress;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.reach.plan.AddressChoice;
import org.postern.server.admin.Order;
import org.postern.server.dns.ConfiguredZone;
import org.postern.server.dns.DnsDoor;
import org.postern.server.dns.DnsOrders;
import org.postern.server.endpoints.Publication;
import org.postern.server.net.Sightings;
import org.postern.server.notary.ZoneKeys;
import org.postern.server.reachctl.update.NameUpdates;
import org.postern.server.reachctl.update.Rotation;
import org.postern.wire.address.Domain;

/// The names of our mail hosts: the door on port 53, or updates at somebody else's name server; neither when
/// the settings name none.
///
/// @param door empty when no zone is answered for
record NameDoor(Optional<DnsDoor> door) {
    /// Who decides what askers are told, and who hears of it.
    ///
    /// @param choice where each asker is told what is meant for it
    /// @param forAll where all are told the same; none for no change
    /// @param publication the list of endpoints that the zone has too
    record Reach(
            AddressChoice choice, Supplier<List<InetAddress>> forAll, Sightings sightings, Publication publication) {}

    /// @param open gets what is to be closed, last first
    static NameDoor open(Node.Base base, Keepers keepers, Reach reach, Deque<AutoCloseable> open) {
        var every = base.settings().dnsUpdate().every();
        NameUpdates.of(base.settings().dnsUpdate(), base.clock(), base.random())
                .ifPresent(updates -> open.push(Rotation.start(updates, reach.forAll(), every, base.clock())));
        var door = ConfiguredZone.of(base.settings().dns()).map(zone -> door(base, keepers, reach, zone));
        door.ifPresent(open::push);
        door.ifPresent(
                zone -> open.push(ListInZone.start(zone, base.settings().dns(), reach.publication(), base.clock())));
        return new NameDoor(door);
    }

    /// Names that MX records of domains point to, the best first.
    List<Domain> mailHosts(Domain self) {
        return door.map(DnsDoor::mailHosts).orElse(List.of(self));
    }

    List<Order> orders() {
        return new DnsOrders(door).all();
    }

    private static DnsDoor door(Node.Base base, Keepers keepers, Reach reach, ConfiguredZone zone) {
        var settings = base.settings().dns();
        return DnsDoor.open(new DnsDoor.Parts(
                settings,
                zone,
                new ZoneKeys(keepers.database(), base.clock()).of(zone.plan().apex(), settings.algorithms()),
                reach.choice(),
                reach.sightings(),
                base.clock(),
                base.random(),
                base.metrics()));
    }
}
