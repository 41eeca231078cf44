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
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;

/// Which addresses are left out of which networks' answers. Never changes: each change makes another.
public final class Withdrawals {
    public static final Withdrawals NONE = new Withdrawals(Map.of());

    private final Map<SourceNetwork, List<Withdrawn>> byNetwork;

    /// One address that a network is not told.
    public record Withdrawn(SourceNetwork from, RelayId relay, InetAddress address, Instant since) {}

    private Withdrawals(Map<SourceNetwork, List<Withdrawn>> byNetwork) {
        this.byNetwork = byNetwork;
    }

    public static Withdrawals of(Collection<Withdrawn> all) {
        return new Withdrawals(all.stream()
                .sorted(Comparator.comparing(Withdrawn::since))
                .collect(Collectors.groupingBy(Withdrawn::from)));
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
                        .filter(gone -> !isOf(gone, relay, address))
                        .toList());
    }

    private Withdrawals changed(SourceNetwork network, List<Withdrawn> now) {
        var all = new HashMap<>(byNetwork);
        all.put(network, List.copyOf(now));
        return new Withdrawals(all);
    }

    public boolean has(SourceNetwork network, RelayId relay, InetAddress address) {
        return from(network).stream().anyMatch(gone -> isOf(gone, relay, address));
    }

    private static boolean isOf(Withdrawn gone, RelayId relay, InetAddress address) {
        return gone.relay().equals(relay) && gone.address().equals(address);
    }

    /// Oldest first.
    public List<Withdrawn> from(SourceNetwork network) {
        return byNetwork.getOrDefault(network, List.of());
    }

    public Set<SourceNetwork> networks() {
        return byNetwork.keySet();
    }

    /// No address of the relay is left to the network.
    boolean isWhole(SourceNetwork network, Relay relay) {
        return !from(network).isEmpty()
                && relay.addresses().stream().allMatch(address -> has(network, relay.id(), address));
    }

    /// How many addresses the network has lost within a time that ends now, and has not got back.
    long lost(SourceNetwork network, Duration within, Instant now) {
        return from(network).stream()
                .filter(gone -> gone.since().plus(within).isAfter(now))
                .count();
    }
}
