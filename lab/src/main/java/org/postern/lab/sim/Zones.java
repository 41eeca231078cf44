package org.postern.lab.sim;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.lab.sim.Internet.Network;
import org.postern.server.net.Names;
import org.postern.wire.address.Domain;
import org.postern.wire.dns.Lookup;
import org.postern.wire.dns.MailExchanger;

/// What the DNS says, and what it says to whom: an answer may be another for the asker's network, and may
/// be a lie.
final class Zones {
    private static final Duration USUAL = Duration.ofMillis(30);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final World world;
    private final Map<Domain, List<MailExchanger>> exchangers = new HashMap<>();
    private final Map<Domain, List<InetAddress>> addresses = new HashMap<>();
    private final Map<Asked, List<InetAddress>> forAsker = new HashMap<>();
    private final Map<Asked, Trouble> troubles = new HashMap<>();
    private final Map<Network, Trouble> outages = new HashMap<>();

    /// What goes wrong with an answer.
    enum Trouble {
        TIMEOUT,
        SERVFAIL,
        /// The name is said not to exist, which is a lie.
        NXDOMAIN
    }

    private record Asked(Network by, Domain name) {}

    Zones(World world) {
        this.world = world;
    }

    /// A domain with one server, at one address.
    void mailHost(Domain domain, Domain host, List<InetAddress> at) {
        exchangers.put(domain, List.of(new MailExchanger(10, Optional.of(host))));
        addresses.put(host, at);
    }

    /// What askers in a network get in place of the addresses that others get.
    void addressesFor(Network asker, Domain host, List<InetAddress> at) {
        forAsker.put(new Asked(asker, host), at);
    }

    void trouble(Network asker, Domain name, Trouble trouble) {
        troubles.put(new Asked(asker, name), trouble);
    }

    /// For everything that a network asks.
    void outage(Network asker, Trouble trouble) {
        outages.put(asker, trouble);
    }

    void noTroubles() {
        troubles.clear();
        outages.clear();
    }

    /// The resolver of somebody at an address.
    Names askedFrom(InetAddress asker, Runnable step) {
        return new Asker(Network.of(asker), step);
    }

    private final class Asker implements Names {
        private final Network network;
        private final Runnable step;

        Asker(Network network, Runnable step) {
            this.network = network;
            this.step = step;
        }

        @Override
        public Lookup<MailExchanger> mailExchangers(Domain domain) {
            return answer(domain, exchangers.get(domain));
        }

        @Override
        public Lookup<InetAddress> addresses(Domain host) {
            return answer(host, forAsker.getOrDefault(new Asked(network, host), addresses.get(host)));
        }

        @Override
        public Lookup<String> texts(Domain name) {
            return answer(name, null);
        }

        private <T> Lookup<T> answer(Domain name, @Nullable List<T> truth) {
            step.run();
            var trouble = troubles.getOrDefault(new Asked(network, name), outages.get(network));
            world.pause(trouble == Trouble.TIMEOUT ? PATIENCE : USUAL);
            if (trouble != null) {
                return trouble == Trouble.NXDOMAIN ? new Lookup.NoSuchName<>() : new Lookup.Failed<>();
            }
            if (truth != null) {
                return new Lookup.Found<>(truth);
            }
            boolean exists = exchangers.containsKey(name) || addresses.containsKey(name);
            return exists ? new Lookup.NoRecords<>() : new Lookup.NoSuchName<>();
        }
    }
}
