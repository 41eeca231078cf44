package org.postern.reach.plan;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;

/// Which addresses are left out of which networks' answers. Never changes: each change makes another.
public final class Withdrawals {
    public static final Withdrawals NONE = new Withdrawals(Map.of());

    private final Map<SourceNetwork, Lost> byNetwork;

    /// One address that a network is not told.
    public record Withdrawn(SourceNetwork from, RelayId relay, InetAddress address, Instant since) {}

    /// What one network is not told, oldest first, and found again by address.
    private record Lost(List<Withdrawn> all, Map<Place, Instant> since) {
        static final Lost NOTHING = new Lost(List.of());

        Lost(List<Withdrawn> all) {
            this(List.copyOf(all), new HashMap<>());
            all.forEach(gone -> since.putIfAbsent(new Place(gone.relay(), gone.address()), gone.since()));
        }
    }

    private record Place(RelayId relay, InetAddress address) {}

    private Withdrawals(Map<SourceNetwork, Lost> byNetwork) {
        this.byNetwork = byNetwork;
    }

    public static Withdrawals of(Collection<Withdrawn> all) {
        return new Withdrawals(all.stream()
                .sorted(Comparator.comparing(Withdrawn::since))
                .collect(Collectors.groupingBy(
                        Withdrawn::from, Collectors.collectingAndThen(Collectors.toList(), Lost::new))));
    }

    /// The same and one more, withdrawn later than they; the same where it was withdrawn before.
    public Withdrawals with(Withdrawn more) {
        if (has(more.from(), more.relay(), more.address())) {
            return this;
        }
        var of = new ArrayList<>(from(more.from()));
        of.add(more);
        return changed(more.from(), of);
    }

    public Withdrawals without(SourceNetwork network, RelayId relay, InetAddress address) {
        return changed(
                network,
                from(network).stream()
                        .filter(gone ->
                                !(gone.relay().equals(relay) && gone.address().equals(address)))
                        .toList());
    }

    /// Those of addresses that the pool has. What is gone from it never comes back, and holds nothing open.
    public Withdrawals of(Pool pool) {
        return of(byNetwork.values().stream()
                .flatMap(lost -> lost.all().stream())
                .filter(gone -> pool.member(gone.relay())
                        .filter(member -> member.relay().addresses().contains(gone.address()))
                        .isPresent())
                .toList());
    }

    private Withdrawals changed(SourceNetwork network, List<Withdrawn> now) {
        var all = new HashMap<>(byNetwork);
        if (now.isEmpty()) {
            all.remove(network);
        } else {
            all.put(network, new Lost(now));
        }
        return new Withdrawals(all);
    }

    public boolean has(SourceNetwork network, RelayId relay, InetAddress address) {
        return lost(network).since().containsKey(new Place(relay, address));
    }

    private Lost lost(SourceNetwork network) {
        return byNetwork.getOrDefault(network, Lost.NOTHING);
    }

    /// Since when the network has not been told of the relay's first address; empty where it is told.
    public Optional<Instant> since(SourceNetwork network, Relay relay) {
        return Optional.ofNullable(lost(network)
                .since()
                .get(new Place(relay.id(), relay.addresses().getFirst())));
    }

    /// Oldest first.
    public List<Withdrawn> from(SourceNetwork network) {
        return lost(network).all();
    }

    public Set<SourceNetwork> networks() {
        return byNetwork.keySet();
    }

    /// No address of the relay is left to the network.
    boolean isWhole(SourceNetwork network, Relay relay) {
        var since = lost(network).since();
        if (since.isEmpty()) {
            return false;
        }
        for (var address : relay.addresses()) {
            if (!since.containsKey(new Place(relay.id(), address))) {
                return false;
            }
        }
        return true;
    }

    /// How many addresses the network has lost within a time that ends now, and has not got back.
    long lost(SourceNetwork network, Duration within, Instant now) {
        var after = now.minus(within);
        var all = from(network);
        int older = all.size();
        while (older > 0 && all.get(older - 1).since().isAfter(after)) {
            older--;
        }
        return (long) all.size() - older;
    }
}
