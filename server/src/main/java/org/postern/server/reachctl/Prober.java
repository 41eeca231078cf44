package org.postern.server.reachctl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.LookAllowance;
import org.postern.reach.plan.Pair;
import org.postern.reach.plan.Pool;
import org.postern.server.net.DialFailed;
import org.postern.server.reachctl.Trust.Way;
import org.postern.server.time.Clock;

/// Looks, politely and seldom: from our addresses at mail hosts that we exchange mail with (the
/// reverse path), and at our own relays from each other. Each look is a thread of its own; what it
/// found goes to who listens.
final class Prober {
    private static final Duration CONNECTING = Duration.ofSeconds(10);
    private static final int AT_ONCE = 64;
    private static final int ROUTINE_LOOKS_A_MINUTE = 180;
    private static final int TOLD = 3; // as many as an answer names, as a rule
    private static final int PLACES_OF_A_ROUND = 6;
    private static final int PLACES_AT_ONCE = 4;
    private static final int WITNESSES = 3;
    private static final int SUSPECTED_TOO = 2;

    private final Parts parts;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final Semaphore ownRoom = new Semaphore(AT_ONCE);
    private final Trust trust = new Trust();
    private int turn;
    private Set<RelayId> knownUp = Set.of();

    /// @param self our name, as EHLO says it and as our banner does
    /// @param mailPort 25
    record Parts(
            Vantage vantage, MailHosts hosts, Clock clock, String self, int mailPort, Consumer<Observation> found) {}

    Prober(Parts parts) {
        this.parts = parts;
    }

    /// The ordinary round, once a minute: one host of each network whose turn it is, from several places at
    /// once, so that those that come through are the control of one that does not.
    ///
    /// @param named relays that answers to a network have named, from the one that was named last on
    void round(Instant now, Function<SourceNetwork, List<RelayId>> named) {
        var networks = parts.hosts().networks();
        int looks = 0;
        for (int i = 0; i < networks.size() && looks < ROUTINE_LOOKS_A_MINUTE; i++) {
            var network = networks.get(turn++ % networks.size());
            for (var host : parts.hosts().take(network, 1, LookAllowance.Reason.ROUTINE, now)) {
                var from = routine(named.apply(network), now.getEpochSecond() / 60 + host.hash());
                from.forEach(place -> beginIfRoom(() -> knock(network, place, host)));
                looks += from.size();
            }
        }
        turn = networks.isEmpty() ? 0 : turn % networks.size();
    }

    /// Where the network's mail goes: the relays that it was told of last. Beside them the core, which answers for
    /// our names, one that it was told of before, and others in turn.
    private Set<RelayId> routine(List<RelayId> named, long turnOf) {
        var all = sorted();
        var told = named.stream().filter(all::contains).toList();
        var from = new LinkedHashSet<RelayId>();
        all.stream().filter(RelayId.CORE::equals).forEach(from::add);
        told.stream().limit(TOLD).forEach(from::add);
        inTurn(told.stream().skip(TOLD).toList(), turnOf).limit(1).forEach(from::add);
        inTurn(all, turnOf)
                .filter(place -> !from.contains(place))
                .limit(PLACES_OF_A_ROUND - from.size())
                .toList()
                .forEach(from::add);
        return from;
    }

    private static Stream<RelayId> inTurn(List<RelayId> places, long turnOf) {
        return IntStream.range(0, places.size())
                .mapToObj(at -> places.get((int) Math.floorMod(turnOf + at, (long) places.size())));
    }

    private List<RelayId> sorted() {
        return parts.vantage().places().stream().sorted().toList();
    }

    /// At once, from the relay in question, others that are suspected with it, and a place or more that are
    /// not: at one host, and where there is doubt already at several.
    void lookNow(Pair pair, Set<RelayId> withIt, boolean isDoubted, Instant now) {
        var network = pair.network();
        var relay = pair.relay();
        if (!parts.vantage().places().contains(relay)) {
            return;
        }
        var from = new ArrayList<>(List.of(relay));
        sorted().stream()
                .filter(place -> !place.equals(relay) && withIt.contains(place))
                .limit(SUSPECTED_TOO)
                .forEach(from::add);
        var reason = isDoubted ? LookAllowance.Reason.DOUBT : LookAllowance.Reason.SUSPICION;
        for (var host : parts.hosts().take(network, isDoubted ? WITNESSES : 1, reason, now)) {
            var controls = controls(network, host, from, now).limit(PLACES_AT_ONCE - from.size());
            Stream.concat(from.stream(), controls)
                    .toList()
                    .forEach(place -> beginIfRoom(() -> knock(network, place, host)));
        }
    }

    /// Other places, in turn: those first that are believed and that came through there when they tried last.
    private Stream<RelayId> controls(SourceNetwork network, MailHosts.Found host, List<RelayId> than, Instant now) {
        Function<RelayId, Way> way = place -> Way.of(place, host.address());
        return inTurn(sorted(), now.getEpochSecond() / 60)
                .filter(place -> !than.contains(place))
                .sorted(Comparator.comparing((RelayId place) -> !trust.isTrusted(way.apply(place), network, now))
                        .thenComparing(place -> trust.failedLast(way.apply(place), network)));
    }

    /// All of them when it is their turn, else those that came up since: until a place has come through
    /// somewhere it is not believed.
    void lookAtRelays(Pool pool, boolean isTurn) {
        var up = pool.members().stream()
                .filter(Pool.Member::up)
                .map(Pool.Member::relay)
                .toList();
        lookAtRelays(
                isTurn
                        ? pool.members().stream().map(Pool.Member::relay).toList()
                        : up.stream()
                                .filter(relay -> !knownUp.contains(relay.id()))
                                .toList());
        knownUp = up.stream().map(Relay::id).collect(Collectors.toSet());
    }

    /// Whether our own relays answer with our banner, each looked at from the core and from one
    /// other.
    void lookAtRelays(List<Relay> relays) {
        var places = sorted();
        for (var relay : relays) {
            places.stream()
                    .filter(place -> !place.equals(relay.id()))
                    .sorted(Comparator.comparing((RelayId place) -> !place.equals(RelayId.CORE))
                            .thenComparingInt(
                                    place -> (place.hashCode() ^ relay.id().hashCode()) & 0xffff))
                    .limit(2)
                    .forEach(place -> beginInTurn(() -> lookAt(relay, place)));
        }
    }

    /// Looks at our own relays wait for one another: each is wanted, and looks at strangers take no room from them.
    private void beginInTurn(Runnable look) {
        begin(() -> {
            ownRoom.acquireUninterruptibly();
            thenRelease(ownRoom, look);
        });
    }

    private void beginIfRoom(Runnable look) {
        if (room.tryAcquire()) {
            begin(() -> thenRelease(room, look));
        }
    }

    private void begin(Runnable look) {
        parts.clock().begin("reach-look", look);
    }

    private static void thenRelease(Semaphore taken, Runnable look) {
        try {
            look.run();
        } finally {
            taken.release();
        }
    }

    /// From the relay's address to the host. A refused connection is an answer; what a host says
    /// after that it is polite to wait for, and of no weight.
    void knock(SourceNetwork network, RelayId from, MailHosts.Found host) {
        Optional<Failure> failure = Optional.empty();
        Optional<Boolean> starttls = Optional.empty();
        try (var wire = dial(from, new InetSocketAddress(host.address(), parts.mailPort()))) {
            if (wire.isGone()) {
                return;
            }
            starttls = greet(wire.open());
        } catch (DialFailed failed) {
            failure = Optional.of(failed.failure());
        }
        var now = parts.clock().instant();
        boolean answered = failure.isEmpty() || failure.get() == Failure.CONNECTION_REFUSED;
        parts.hosts().knocked(network, host, answered);
        if (trust.tried(Way.of(from, host.address()), network, answered, now)) {
            parts.found().accept(new Observation.Reversed(now, network, from, host.hash(), failure, starttls));
        }
    }

    /// A delivery's connection is a look too, and costs the host nothing.
    void delivered(LiveEgress.Tried tried, MailHosts.Found host) {
        boolean answered = tried.failure().isEmpty() || tried.failure().get() == DialFailed.Word.CONNECTION_REFUSED;
        var now = parts.clock().instant();
        boolean isOurs = tried.failure().equals(Optional.of(DialFailed.Word.NETWORK_UNREACHABLE));
        if (!isOurs && trust.tried(Way.of(tried.by(), host.address()), tried.network(), answered, now)) {
            var failure = tried.failure().map(word -> new DialFailed(word).failure());
            parts.found()
                    .accept(new Observation.Reversed(
                            now, tried.network(), tried.by(), host.hash(), failure, Optional.empty()));
        }
    }

    private Optional<Boolean> greet(Vantage.Wire wire) {
        try {
            var greeting = new Greeting(wire);
            if (!greeting.banner().startsWith("220")) {
                greeting.quit();
                return Optional.empty();
            }
            boolean offered = greeting.ehlo(parts.self());
            greeting.quit();
            return Optional.of(offered);
        } catch (IOException farewell) {
            return Optional.empty(); // the connection stood, which is what was asked
        }
    }

    /// From one of our places to a relay's port 25. The core is believed like any other place: where its hosting
    /// company lets nobody out to port 25, all relays would seem down.
    void lookAt(Relay relay, RelayId from) {
        var address = relay.addresses().getFirst();
        Optional<Failure> failure = Optional.empty();
        try (var wire = dial(from, new InetSocketAddress(address, parts.mailPort()))) {
            if (wire.isGone()) {
                return;
            }
            failure = isOurs(new Greeting(wire.open()));
        } catch (DialFailed failed) {
            failure = Optional.of(failed.failure());
        }
        var now = parts.clock().instant();
        if (trust.tried(Way.of(from, address), relay.hosting(), failure.isEmpty(), now)) {
            parts.found().accept(new Observation.Looked(now, relay.id(), from, failure));
        }
    }

    /// The banner tells. A door that is full says 421 and closes, and waits for no farewell.
    private Optional<Failure> isOurs(Greeting greeting) {
        try {
            var banner = greeting.banner();
            leave(greeting);
            return banner.startsWith("421") || banner.contains(parts.self())
                    ? Optional.empty()
                    : Optional.of(Failure.UNKNOWN_FAILURE);
        } catch (IOException broken) {
            return Optional.of(DialFailed.of(broken).failure());
        }
    }

    private static void leave(Greeting greeting) {
        try {
            greeting.quit();
        } catch (IOException gone) {
            return; // it said what was asked
        }
    }

    private MaybeWire dial(RelayId from, InetSocketAddress to) throws DialFailed {
        return new MaybeWire(parts.vantage().dial(from, to, CONNECTING));
    }

    private record MaybeWire(Optional<Vantage.Wire> wire) implements AutoCloseable {
        boolean isGone() {
            return wire.isEmpty();
        }

        Vantage.Wire open() {
            return wire.orElseThrow();
        }

        @Override
        public void close() {
            wire.ifPresent(Vantage.Wire::close);
        }
    }
}
