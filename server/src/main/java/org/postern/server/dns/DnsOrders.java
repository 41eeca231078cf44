package org.postern.server.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postern.server.admin.Answer;
import org.postern.server.admin.Order;
import org.postern.wire.dns.authority.DnsKey;
import org.postern.wire.dns.authority.ZoneText;

/// `postern dns …`
public final class DnsOrders {
    private final Optional<DnsDoor> door;

    /// @param door empty when no zone is answered for
    public DnsOrders(Optional<DnsDoor> door) {
        this.door = door;
    }

    public List<Order> all() {
        return List.of(
                new Order("dns keys", "", words -> on(DnsOrders::keys)),
                new Order("dns show", "", words -> on(DnsOrders::zone)),
                new Order("dns told", "ADDRESS", words -> on(open -> told(open, words.getFirst()))));
    }

    private Answer on(Function<DnsDoor, Answer> work) {
        return door.map(work)
                .orElseGet(
                        () -> new Answer.Refused(
                                "this server answers for no zone; '[dns] zone' in postern.toml names one (docs/operate/dns.md)"));
    }

    private static Answer keys(DnsDoor door) {
        var zone = door.book().zone().apex();
        var keys = door.book().signing().keys().stream()
                .map(key -> new DnsKey(key.algorithm(), key.publicKey()))
                .toList();
        if (keys.isEmpty()) {
            return Answer.done("The zone is not signed ('[dns] algorithms' is empty).");
        }
        var lines = new ArrayList<>(List.of("; For the zone above, at whoever keeps it:"));
        keys.forEach(key -> lines.add(key.delegationLine(zone)));
        lines.add("; The same keys in the zone itself:");
        keys.forEach(key -> lines.add(key.line(zone)));
        return new Answer.Done(lines);
    }

    private static Answer zone(DnsDoor door) {
        return new Answer.Done(ZoneText.lines(door.book().state()));
    }

    private static Answer told(DnsDoor door, String address) {
        InetAddress asker;
        try {
            asker = InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException malformed) {
            return new Answer.Refused("'" + address + "' is not an IP address");
        }
        var names = door.book().plan().exchangers();
        var served = door.told(asker);
        var lines = new ArrayList<String>();
        for (int i = 0; i < names.size(); i++) {
            var each = served.get(i % served.size());
            lines.add(names.get(i) + " " + each.address().getHostAddress() + " (" + each.relay() + ")");
        }
        return new Answer.Done(lines);
    }
}
