package org.postern.server.main;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.postern.server.admin.ReachOrders;
import org.postern.server.endpoints.Publication;
import org.postern.server.http.Annex;
import org.postern.server.http.StatusAnnex;
import org.postern.server.intake.Intake;
import org.postern.server.net.DirectDialer;
import org.postern.server.net.Names;
import org.postern.server.net.OutwardPost;
import org.postern.server.net.PublicAddress;
import org.postern.server.reachctl.Places;
import org.postern.server.reachctl.ReachControl;

/// The room that notices and repairs, put together with what it sees and moves.
final class Reaching {
    private Reaching() {}

    static ReachControl open(Node.Base base, Keepers keepers, Names names, Intake intake, Publication publication) {
        var settings = base.settings();
        boolean privateToo = settings.delivery().allowPrivateDestinations();
        var ground =
                new ReachControl.Ground(keepers.database(), base.clock(), base.random(), base.metrics(), base.self());
        var ports = new ReachControl.Ports(
                keepers.relays()::pool,
                keepers.relays()::setStanding,
                new Places(keepers.relays(), new DirectDialer(base.clock()), base.clock()),
                names,
                address -> privateToo || PublicAddress.is(address),
                settings.delivery().port(),
                own(settings),
                pool -> publication.renew());
        var telling = new ReachControl.Telling(keepers.accounts(), intake, OutwardPost::post);
        return new ReachControl(new ReachControl.Parts(settings.reach(), ground, ports, telling));
    }

    /// Those that the name server gives out, unless others are set.
    static List<InetAddress> own(Settings settings) {
        var own = settings.reach().ownAddresses();
        return (own.isEmpty() ? settings.dns().addresses() : own)
                .stream().map(InetAddress::ofLiteral).toList();
    }

    static ReachOrders orders(ReachControl reach) {
        return new ReachOrders(reach.desk());
    }

    /// Paths of the page: the status page among them, where it is wanted.
    static List<Annex> annexes(Node.Base base, ReachControl reach, Annex... others) {
        var annexes = new ArrayList<>(List.of(others));
        if (base.settings().reach().statusPage()) {
            annexes.add(new StatusAnnex(base.self().name(), reach::status));
        }
        return annexes;
    }
}
