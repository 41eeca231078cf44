package org.postern.server.main;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.server.dns.DnsDoor;
import org.postern.server.dns.DnsSettings;
import org.postern.server.endpoints.Publication;
import org.postern.server.time.Clock;
import org.postern.server.time.Periodic;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.dns.authority.DnsName;

/// Keeps the public list of endpoints in the zone that we answer for (docs/format/endpoints.md, "Where it is"),
/// so that a new one is in the DNS without anybody's doing.
final class ListInZone implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Trace TRACE = Trace.of(ListInZone.class);

    private final DnsDoor door;
    private final String name;
    private final Publication publication;
    private final Periodic looks;
    private long published;

    private ListInZone(DnsDoor door, String name, Publication publication, Clock clock) {
        this.door = door;
        this.name = name;
        this.publication = publication;
        look();
        looks = Periodic.start(clock, "endpoints-in-zone", EVERY, this::tryToLook);
    }

    /// Publishes it before this returns, and again within seconds of each new number.
    static ListInZone start(DnsDoor door, DnsSettings settings, Publication publication, Clock clock) {
        var name = name(settings, publication.places().site()).orElseThrow();
        return new ListInZone(door, name, publication, clock);
    }

    /// Where the zone has it: where it is looked for when the site is in the zone, else at the zone's own such
    /// name, to which one alias leads.
    ///
    /// @param site host name
    /// @return with the final dot; empty without a zone
    static Optional<String> name(DnsSettings settings, String site) {
        return settings.zone().map(zone -> name(DnsName.parse(zone), site));
    }

    static String name(DnsName zone, String site) {
        boolean isInZone = DnsName.parse(site).isAtOrUnder(zone);
        return Publication.dnsName(isInZone ? site : zone.host());
    }

    @Override
    public void close() {
        looks.close();
    }

    private void tryToLook() {
        try {
            look();
        } catch (RuntimeException wrong) {
            TRACE.failure("the endpoint list could not be put into the zone", wrong);
        }
    }

    private void look() {
        var list = publication.open();
        if (list.list().number() == published) {
            return;
        }
        door.publish(name, List.of(new String(list.octets().toByteArray(), StandardCharsets.US_ASCII)));
        published = list.list().number();
        TRACE.event("the endpoint list is in the zone", Field.count("number", published));
    }
}
