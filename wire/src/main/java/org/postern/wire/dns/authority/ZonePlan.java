package org.postern.wire.dns.authority;

import java.util.HashSet;
import java.util.List;
import org.postern.wire.Octets;

/// What the operator says of a zone.
///
/// @param ttl of everything that may move, in seconds
/// @param exchangers names of hosts that take mail: each has one address of an answer, in order
/// @param sites names that have all addresses of an answer
/// @param servers of the zone's NS records
/// @param person whom the SOA record names (RFC 1035 §3.3.13)
/// @param records lines of [RecordText]'s form
/// @param addresses of our own: what servers within the zone have that no record gives one, and the last resort
/// @param fallback what secondaries carry for the names above, 4 or 16 octets each
public record ZonePlan(
        DnsName apex,
        int ttl,
        List<DnsName> exchangers,
        List<DnsName> sites,
        List<DnsName> servers,
        DnsName person,
        List<String> records,
        List<Octets> addresses,
        List<Octets> fallback) {
    /// @throws IllegalArgumentException in words for the operator
    public ZonePlan {
        exchangers = List.copyOf(exchangers);
        sites = List.copyOf(sites);
        servers = List.copyOf(servers);
        records = List.copyOf(records);
        addresses = List.copyOf(addresses);
        fallback = List.copyOf(fallback);
        var moving = new HashSet<DnsName>();
        for (var names : List.of(exchangers, sites)) {
            for (var name : names) {
                if (!name.isAtOrUnder(apex)) {
                    throw new IllegalArgumentException(name + " is outside the zone " + apex);
                }
                if (!moving.add(name)) {
                    throw new IllegalArgumentException(name + " is named twice");
                }
            }
        }
        if (exchangers.contains(apex)) {
            throw new IllegalArgumentException("the name of the zone itself cannot be one of its MX names");
        }
        if (exchangers.isEmpty() || servers.isEmpty() || addresses.isEmpty() || fallback.isEmpty()) {
            throw new IllegalArgumentException("a zone needs MX names, name servers and addresses");
        }
    }
}
