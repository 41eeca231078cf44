package org.postern.lab.reachsim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postern.lab.reachsim.Scenario.Act;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.RelayId;
import org.postern.reach.plan.LookAllowance;

/// Connections of ours into the networks, by turns and when something is suspected; and looks at our own
/// relays.
final class Prober {
    private static final long MINUTE = 60;
    private static final long LOOK_AT_RELAYS = 300;
    private static final int PLACES = 4; // of one round
    private static final int ASKED = 2; // of them beside the one in question
    private static final int OTHERS = 2;
    private static final double HOST_FAILS = 0.001;
    private static final long HOST_DOWN = 7200;
    private static final int SHUNS_ONE_IN = 40; // pairs of a host and a relay that never come together

    private final World world;
    private final Watchman watchman;

    Prober(World world, Watchman watchman) {
        this.world = world;
        this.watchman = watchman;
    }

    /// Each minute whoever is due, as the service does.
    void start() {
        for (var net : world.nets) {
            world.agenda.after(
                    1 + world.random.nextDouble() * MINUTE,
                    () -> world.agenda.every(
                            MINUTE, () -> net.hostDue(watchman.now()).ifPresent(host -> turn(net, host))));
        }
    }

    /// One host from each relay that the network is told of, a few that it is not told of any more, and the
    /// core.
    private void turn(Net net, int host) {
        if (world.random.nextDouble() < HOST_FAILS) {
            net.hostsDownUntil[host] = world.agenda.now() + HOST_DOWN;
        }
        var relays = new ArrayList<Integer>();
        for (int relay : watchman.answer(net.resolvers.getFirst())) {
            relays.add(relay);
        }
        var others = watchman.named(net);
        for (int i = 0; i < OTHERS && !others.isEmpty(); i++) {
            int other = others.get(world.random.nextInt(others.size()));
            if (!relays.contains(other)) {
                relays.add(other);
            }
        }
        relays.forEach(relay -> reverse(net, relay, host));
        reverse(net, -1, host);
    }

    /// From the relay that is suspected and from controls: at one host, and where there is doubt already at
    /// all. Places that failed last are the last to be controls.
    ///
    /// @param asked relays that are looked at for now anyhow
    void look(Net net, int relay, boolean isDoubted, Supplier<Set<Integer>> asked) {
        var reason = isDoubted ? LookAllowance.Reason.DOUBT : LookAllowance.Reason.SUSPICION;
        int hosts = net.hostsDownUntil.length;
        int turn = world.random.nextInt(1 + watchman.namedCount(net));
        var from = new ArrayList<Integer>();
        for (int i = 0; i < hosts; i++) {
            int host = (net.lastHost + 1 + i) % hosts;
            if (net.mayLook(host, reason, watchman.now())) {
                world.tally.looks++;
                if (from.isEmpty()) {
                    from.addAll(places(net, relay, asked.get(), turn));
                }
                from.forEach(by -> reverse(net, by, host));
                if (!isDoubted) {
                    return;
                }
            }
        }
    }

    private List<Integer> places(Net net, int relay, Set<Integer> asked, int turn) {
        var from = new ArrayList<>(List.of(relay));
        asked.stream().filter(other -> other != relay).limit(ASKED).forEach(from::add);
        controls(net, from, turn).limit(PLACES - from.size()).forEach(from::add);
        return from;
    }

    private Stream<Integer> controls(Net net, List<Integer> than, int turn) {
        var places = new ArrayList<>(watchman.named(net));
        places.add(-1);
        return IntStream.range(0, places.size())
                .mapToObj(i -> places.get((turn + i) % places.size()))
                .filter(place -> !than.contains(place))
                .sorted(Comparator.comparing(net.failedFrom::contains));
    }

    /// A relay that is down cannot look.
    private void reverse(Net net, int relay, int host) {
        if (relay >= 0 && world.pool.isDown(relay)) {
            return;
        }
        boolean isSilent = net.isOut
                || net.hostsDownUntil[host] > world.agenda.now()
                || (net.isSlow && world.random.nextDouble() < 0.2)
                || (relay < 0 ? net.censor != null && net.censor.isDeaf() : isCut(net, relay, host));
        if (isSilent) {
            net.failedFrom.add(relay);
        } else {
            net.failedFrom.remove(relay);
        }
        boolean strips = relay >= 0 && net.censor != null && net.censor.meddles(relay, Act.STARTTLS_STRIP);
        watchman.see(new Observation.Reversed(
                watchman.now(),
                net.id,
                relay < 0 ? RelayId.CORE : world.pool.id(relay),
                host,
                isSilent ? Optional.of(Failure.GENERIC_TIMEOUT_ERROR) : Optional.empty(),
                isSilent ? Optional.empty() : Optional.of(!strips)));
    }

    private boolean isCut(Net net, int relay, int host) {
        boolean isShunned = (net.number * 31 + host * 17 + relay * 7) % SHUNS_ONE_IN == 0;
        return isShunned || net.isNullRouted(relay);
    }

    /// The core looks at each relay; one that crashed is seen by the end of its connection at once.
    void lookAtRelays() {
        boolean isTurn = world.agenda.now() % LOOK_AT_RELAYS < 60;
        for (int relay = 0; relay < world.pool.size(); relay++) {
            if (watchman.isKnown(relay) && (isTurn || world.pool.isDown(relay))) {
                watchman.see(new Observation.Looked(
                        watchman.now(),
                        world.pool.id(relay),
                        RelayId.CORE,
                        world.pool.isDown(relay) ? Optional.of(Failure.GENERIC_TIMEOUT_ERROR) : Optional.empty()));
            }
        }
    }
}
