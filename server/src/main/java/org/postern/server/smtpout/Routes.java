package org.postern.server.smtpout;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.postern.server.net.DialFailed;
import org.postern.server.net.HostPortText;
import org.postern.server.net.Names;
import org.postern.server.settings.HostPort;
import org.postern.wire.address.Domain;
import org.postern.wire.dns.Lookup;
import org.postern.wire.dns.MailExchanger;

/// Finds the servers of a domain (RFC 5321 §5.1).
final class Routes {
    private static final int MOST_HOSTS = 10;
    private static final String EVERY = "*";

    private final Names names;
    private final Domain self;
    private final int port;
    private final RandomGenerator random;
    private final Map<String, HostPort> fixed;

    /// @param self our own name, at which mail would come back to us
    Routes(Names names, Domain self, DeliverySettings settings, RandomGenerator random) {
        this.names = names;
        this.self = self;
        this.port = settings.port();
        this.random = random;
        this.fixed = fixed(settings.routes());
    }

    Route to(Domain destination) {
        var known = Optional.ofNullable(fixed.get(destination.name())).or(() -> Optional.ofNullable(fixed.get(EVERY)));
        if (known.isPresent()) {
            return new Route.Hosts(List.of(configured(destination, known.get())));
        }
        return switch (names.mailExchangers(destination)) {
            case Lookup.Found<MailExchanger> found -> byPreference(found.answers());
            // RFC 5321 §5.1: without MX the domain is its own, if it has addresses
            case Lookup.NoRecords<MailExchanger> none -> new Route.Hosts(List.of(host(destination)));
            case Lookup.NoSuchName<MailExchanger> none ->
                new Route.Nowhere(Attempt.refused(550, "5.1.2", "The domain does not exist"));
            case Lookup.Failed<MailExchanger> failed ->
                new Route.Nowhere(new Attempt.NoConnection(DialFailed.Word.DNS_TEMPORARY_FAILURE));
        };
    }

    private Route byPreference(List<MailExchanger> exchangers) {
        if (exchangers.stream().allMatch(exchanger -> exchanger.host().isEmpty())) {
            // RFC 7505 §4.2
            return new Route.Nowhere(Attempt.refused(556, "5.1.10", "The domain takes no mail (null MX)"));
        }
        var ranks = new TreeMap<Integer, List<Domain>>();
        for (var exchanger : exchangers) {
            exchanger
                    .host()
                    .ifPresent(host -> ranks.computeIfAbsent(exchanger.preference(), p -> new ArrayList<>())
                            .add(host));
        }
        var hosts = new ArrayList<Route.Host>();
        for (var equals : ranks.values()) {
            if (equals.contains(self)) {
                break; // RFC 5321 §5.1: at or above our own preference mail would go round in circles
            }
            Collections.shuffle(equals, java.util.Random.from(random));
            equals.forEach(name -> hosts.add(host(name)));
        }
        if (hosts.isEmpty()) {
            return new Route.Nowhere(
                    Attempt.refused(554, "5.4.6", "The domain's mail comes to this server, which does not know it"));
        }
        return new Route.Hosts(hosts.subList(0, Math.min(hosts.size(), MOST_HOSTS)));
    }

    private Route.Host host(Domain name) {
        return new Route.Host(name, Optional.empty(), port, false);
    }

    private static Route.Host configured(Domain destination, HostPort to) {
        var name = Domain.parse(to.host()).orElse(destination);
        return new Route.Host(name, literal(to.host()), to.port(), true);
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException isName) {
            return Optional.empty();
        }
    }

    private Map<String, HostPort> fixed(List<String> written) {
        var routes = new HashMap<String, HostPort>();
        for (var route : written) {
            int equals = route.indexOf('=');
            var to = HostPortText.parse(route.substring(equals + 1).strip(), port);
            var domain = equals < 1
                    ? Optional.<String>empty()
                    : key(route.substring(0, equals).strip());
            if (domain.isEmpty() || to.isEmpty()) {
                throw new IllegalArgumentException("a route is DOMAIN=HOST:PORT");
            }
            routes.put(domain.get(), to.get());
        }
        return Map.copyOf(routes);
    }

    private static Optional<String> key(String domain) {
        return domain.equals(EVERY) ? Optional.of(EVERY) : Domain.parse(domain).map(Domain::name);
    }
}
