package org.postern.server.main;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.postern.reach.RelayId;
import org.postern.reach.plan.Pool;
import org.postern.server.admin.EndpointOrders;
import org.postern.server.admin.Order;
import org.postern.server.admin.ProbeOrders;
import org.postern.server.dns.ConfiguredZone;
import org.postern.server.endpoints.Publication;
import org.postern.server.endpoints.SitePlaces;
import org.postern.server.http.Annex;
import org.postern.server.http.EndpointsAnnex;
import org.postern.server.notary.EndpointSigner;
import org.postern.server.notary.KeyedOrder;
import org.postern.server.notary.ReportKey;
import org.postern.server.probes.Reception;
import org.postern.server.probes.Volunteers;
import org.postern.server.reachctl.update.NameUpdates;
import org.postern.wire.dns.authority.DnsName;

/// What lets our own users reach us when a network blocks us, and lets volunteers tell us that it does: the
/// signed list of endpoints, and the reception of probe reports.
record ReachingUs(Publication publication, Reception reception, List<Order> orders) {
    static Publication publication(Node.Base base, Keepers keepers) {
        var http = base.settings().http();
        var others =
                Stream.concat(http.otherUrls().stream(), http.onion().stream()).toList();
        return new Publication(new Publication.Parts(
                base.settings().endpoints(),
                SitePlaces.of(base.self().name(), http.siteUrl(), others),
                keepers.relays()::pool,
                new EndpointSigner(keepers.database(), base.clock()),
                new KeyedOrder(keepers.database(), base.clock(), base.random()),
                keepers.database(),
                base.clock()));
    }

    static ReachingUs open(Node.Base base, Keepers keepers, Work work) {
        var publication = work.publication();
        var key = new ReportKey(keepers.database(), base.clock());
        var volunteers = new Volunteers(keepers.database(), base.clock(), base.random());
        var reception = new Reception(new Reception.Parts(
                key,
                volunteers,
                () -> addresses(base, keepers.relays().pool()),
                work.reach()::found,
                base.clock(),
                base.metrics()));
        var printed = new ProbeOrders.Printed(
                publication.places().site(),
                mailNames(base),
                () -> "postmaster@"
                        + keepers.accounts().domains().stream().findFirst().orElse(base.self()),
                publication.key(),
                key.key(),
                base.settings().probes().urls());
        var orders = Stream.concat(
                new EndpointOrders(
                                publication,
                                ListInZone.name(
                                        base.settings().dns(),
                                        publication.places().site()))
                        .all().stream(),
                new ProbeOrders(volunteers, reception, printed).all().stream());
        return new ReachingUs(publication, reception, orders.toList());
    }

    /// What a volunteer looks up: this server's own name, and those whose addresses move.
    private static List<String> mailNames(Node.Base base) {
        var settings = base.settings();
        var moving = ConfiguredZone.of(settings.dns())
                .map(zone -> zone.plan().exchangers())
                .orElseGet(() -> NameUpdates.names(settings.dnsUpdate()));
        return Stream.concat(Stream.of(base.self().name()), moving.stream().map(DnsName::host))
                .distinct()
                .toList();
    }

    private static Map<InetAddress, RelayId> addresses(Node.Base base, Pool pool) {
        var found = new HashMap<InetAddress, RelayId>();
        Reaching.own(base.settings()).forEach(own -> found.put(own, RelayId.CORE));
        for (var member : pool.members()) {
            member.relay()
                    .addresses()
                    .forEach(address -> found.put(address, member.relay().id()));
        }
        return found;
    }

    Annex annex() {
        return new EndpointsAnnex(publication);
    }
}
