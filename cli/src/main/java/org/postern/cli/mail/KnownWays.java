package org.postern.cli.mail;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postern.reach.endpoints.EndpointKey;
import org.postern.reach.endpoints.EndpointKey.Verdict;
import org.postern.reach.endpoints.EndpointList;
import org.postern.reach.endpoints.EndpointList.Scope;
import org.postern.reach.endpoints.SignedList;
import org.postern.wire.Octets;

/// The ways to the site that this machine knows: the URL that was typed, and those of the newest lists that
/// the pinned key signed. Which one worked last is remembered for each network.
final class KnownWays {
    private static final String PIN = "pin";
    private static final String WORKED = "worked";
    private static final int MOST_NETWORKS = 50;

    private final URI typed;
    private final ClientState state;
    private final InstantSource clock;

    KnownWays(URI typed, ClientState state, InstantSource clock) {
        this.typed = typed;
        this.state = state;
        this.clock = clock;
    }

    /// One way.
    ///
    /// @param address where to connect; empty for what the DNS says
    record Way(URI origin, Optional<InetAddress> address) {
        String text() {
            return origin + address.map(where -> " " + where.getHostAddress()).orElse("");
        }
    }

    /// The one that worked here last, then the typed one, then the others.
    List<Way> all() {
        var ordered = new ArrayList<>(known());
        remembered().ifPresent(way -> {
            ordered.remove(way);
            ordered.addFirst(way);
        });
        return ordered;
    }

    /// The one that worked here last.
    Optional<Way> remembered() {
        var last = worked();
        return known().stream()
                .filter(way -> last.equals(Optional.of(way.text())))
                .findFirst();
    }

    private Set<Way> known() {
        var ways = new LinkedHashSet<Way>();
        ways.add(new Way(typed, Optional.empty()));
        for (var scope : Scope.values()) {
            list(scope).ifPresent(list -> ways.addAll(ways(list)));
        }
        return ways;
    }

    private static List<Way> ways(EndpointList list) {
        return list.endpoints().stream()
                .filter(endpoint -> !endpoint.isOnion()) // without Tor nothing answers there
                .flatMap(endpoint -> endpoint.addresses().isEmpty()
                        ? Stream.of(new Way(endpoint.origin(), Optional.empty()))
                        : endpoint.addresses().stream().map(at -> new Way(endpoint.origin(), Optional.of(at))))
                .toList();
    }

    Optional<EndpointKey> pin() {
        return state.text(PIN).map(String::strip).flatMap(EndpointKey::parse);
    }

    /// Another key makes what the old one signed worthless.
    void pin(EndpointKey key) {
        if (!pin().map(EndpointKey::text).equals(Optional.of(key.text()))) {
            for (var scope : Scope.values()) {
                state.forget(file(scope));
            }
            state.keep(PIN, key.text() + "\n");
        }
    }

    /// The newest list of a scope, as long as it is good.
    Optional<EndpointList> list(Scope scope) {
        return state.octets(file(scope))
                .flatMap(octets -> judged(Octets.of(octets), 0) instanceof Verdict.Good(var good)
                        ? Optional.of(good.list())
                        : Optional.empty());
    }

    /// Keeps a list if it is signed by the pinned key and no older than what is known. THREAT T-61
    ///
    /// @return what speaks against it; empty when it is kept
    Optional<EndpointKey.Why> learn(String text) {
        var octets = Octets.utf8(text);
        if (pin().isEmpty()) {
            return Optional.of(EndpointKey.Why.FORGED); // nobody's yet
        }
        var scope = SignedList.unverified(octets).map(list -> list.list().scope());
        if (scope.isEmpty()) {
            return Optional.of(EndpointKey.Why.MALFORMED);
        }
        return switch (judged(octets, floor(scope.get()))) {
            case Verdict.Good good -> {
                state.keep(file(scope.get()), text);
                yield Optional.empty();
            }
            case Verdict.Refused(var why) -> Optional.of(why);
        };
    }

    /// Whether it is a list that the pinned key signed and that is good now.
    boolean isGood(String text) {
        return judged(Octets.utf8(text), 0) instanceof Verdict.Good;
    }

    /// An expired list is of no use and still tells what is older than it.
    private long floor(Scope scope) {
        return state.octets(file(scope))
                .flatMap(octets -> SignedList.unverified(Octets.of(octets)))
                .map(list -> list.list().number())
                .orElse(0L);
    }

    private Verdict judged(Octets octets, long floor) {
        return pin().<Verdict>map(key -> key.judge(octets, site(), floor, clock.instant()))
                .orElse(new Verdict.Refused(EndpointKey.Why.FORGED));
    }

    /// Whose lists these are. Where a person typed another of the site's names, the account's lists say the
    /// first.
    String site() {
        return state.text("site").map(String::strip).orElseGet(typed::getHost);
    }

    /// @param host as the account's own list names it, fetched with the account's session
    void siteIs(String host) {
        state.keep("site", host + "\n");
    }

    void worked(Way way) {
        if (all().size() == 1) {
            return; // nothing to remember
        }
        var lines = Stream.concat(
                Stream.of(network() + " " + way.text()),
                state.text(WORKED).stream().flatMap(String::lines).filter(line -> !line.startsWith(network() + " ")));
        state.keep(WORKED, String.join("\n", lines.limit(MOST_NETWORKS).toList()) + "\n");
    }

    private Optional<String> worked() {
        return state.text(WORKED).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(network() + " "))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .findFirst();
    }

    /// The network that this machine is in, as far as its own address tells: nothing is sent.
    private static String network() {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 9));
            var octets = socket.getLocalAddress().getAddress();
            octets[octets.length - 1] = 0;
            return InetAddress.getByAddress(octets).getHostAddress();
        } catch (SocketException | UnknownHostException | UncheckedIOException none) {
            return "none";
        }
    }

    private static String file(Scope scope) {
        return "endpoints." + scope.name().toLowerCase(Locale.ROOT);
    }

    /// Whether the lists are to be asked for again: where there is only one way, a list is a quarter through, or
    /// the public one, which comes with each race, tells by its number that the account's has changed.
    boolean isStale(Instant now) {
        var own = list(Scope.OWN);
        var open = list(Scope.PUBLIC);
        return own.isEmpty()
                || open.isEmpty()
                || own.get().number() < open.get().number()
                || all().size() == 1
                || isOld(own.get(), now)
                || isOld(open.get(), now);
    }

    private static boolean isOld(EndpointList list, Instant now) {
        var life = Duration.between(list.made(), list.expires());
        return now.isAfter(list.made().plus(life.dividedBy(4)));
    }
}
