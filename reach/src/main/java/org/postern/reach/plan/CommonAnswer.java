package org.postern.reach.plan;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.reach.Relay;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.AddressChoice.Served;

/// Which addresses everybody is told, where all have to be told the same: in a zone that somebody else's name
/// server holds. Pure. Each network that has lost addresses finds one among them that it has not lost, where
/// there is one; of those that do as well, the addresses that the fewest networks have lost.
///
/// No partner is among them ([Orders#partners]): it would be told to everybody.
public final class CommonAnswer {
    /// With so many chosen, none is added that some network has lost: a sender there would wait for it.
    private static final int ENOUGH = 2;

    private final Offer offer;
    private final Set<SourceNetwork> stranded;
    private final List<Candidate> chosen = new ArrayList<>();

    /// One address of a relay.
    ///
    /// @param lostBy networks that it was withdrawn from
    private record Candidate(Relay relay, InetAddress address, Set<SourceNetwork> lostBy) {}

    private CommonAnswer(Offer offer) {
        this.offer = offer;
        this.stranded = new HashSet<>(offer.withdrawn().networks());
    }

    /// @param order of the serving relays, the first before the last where nothing else tells them apart
    /// @param width addresses, each of another relay
    /// @return the best first; empty only where no relay serves at all
    public static List<Served> of(Offer offer, List<Relay> order, int width) {
        var up = order.stream().filter(relay -> offer.pool().isUp(relay.id())).toList();
        return new CommonAnswer(offer).choose(up.isEmpty() ? order : up, width);
    }

    private List<Served> choose(List<Relay> relays, int width) {
        var left = relays.stream().map(this::candidate).collect(Collectors.toCollection(ArrayList::new));
        while (chosen.size() < width && !left.isEmpty()) {
            var next = best(left);
            if (chosen.size() >= ENOUGH && stranded.isEmpty() && !next.lostBy().isEmpty()) {
                break;
            }
            chosen.add(next);
            left.remove(next);
            stranded.retainAll(next.lostBy());
        }
        return chosen.stream()
                .map(one -> new Served(one.relay().id(), one.address()))
                .toList();
    }

    /// IPv4 before IPv6, since not every sender has that.
    private Candidate candidate(Relay relay) {
        var address = relay.addresses().stream()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .orElse(relay.addresses().getFirst());
        return new Candidate(relay, address, lostBy(relay, address));
    }

    private Set<SourceNetwork> lostBy(Relay relay, InetAddress address) {
        return offer.withdrawn().networks().stream()
                .filter(network -> offer.withdrawn().has(network, relay.id(), address))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Candidate best(List<Candidate> left) {
        return left.stream()
                .min(Comparator.comparingLong(this::leftStranded)
                        .thenComparingInt(one -> one.lostBy().size())
                        .thenComparing(this::isNeighbour)) // and else the first in order
                .orElseThrow();
    }

    /// Networks that this one would not help either.
    private long leftStranded(Candidate one) {
        return stranded.stream().filter(one.lostBy()::contains).count();
    }

    private boolean isNeighbour(Candidate one) {
        return chosen.stream()
                .anyMatch(other -> other.relay().hosting().equals(one.relay().hosting()));
    }
}
