package org.postern.lab.reachsim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.postern.lab.reachsim.Scenario.Act;
import org.postern.lab.reachsim.Scenario.Layout.Kind;
import org.postern.reach.Failure;
import org.postern.reach.ProbeFindings;
import org.postern.reach.RelayId;
import org.postern.reach.Stage;

/// One run: networks, senders, a censor, and us. A seed decides everything.
final class World {
    private static final long DAY = 86_400;
    private static final double HANG_UPS = 0.01;
    private static final double LOST_ON_A_SLOW_LINK = 0.2;
    private static final long FREEZES_AT = 16_384;

    final Agenda agenda = new Agenda();
    final Scenario scenario;
    final long seed;
    final SplittableRandom random;
    final List<Net> nets = new ArrayList<>();
    final SimPool pool;
    final Tally tally;
    final long begins;
    final long measuredUntil;
    private final Names names;
    private final Optional<Watchman> watchman;
    private final Map<Long, Long> cutAt = new HashMap<>();

    enum Outcome {
        SILENT,
        REFUSED,
        BROKE,
        KEPT
    }

    World(Scenario scenario, long seed, Tuning tuning) {
        this.scenario = scenario;
        this.seed = seed;
        random = new SplittableRandom(seed);
        pool = new SimPool(scenario.layout());
        begins = scenario.days().learned() * DAY + random.nextLong(DAY);
        measuredUntil = begins + scenario.days().measured() * DAY;
        tally = new Tally(this);
        new Settlers(this).settle();
        watchman = scenario.layout().kind() == Kind.POSTERN
                ? Optional.of(new Watchman(this, tuning, seed))
                : Optional.empty();
        names = watchman.<Names>map(watch -> watch)
                .orElseGet(() -> scenario.layout().kind() == Kind.STATIC
                        ? Names.fixed(scenario.layout().relays())
                        : Names.roundRobin(scenario.layout().relays()));
        int obey = scenario.censors().networks();
        for (int list = 0; list < scenario.censors().lists(); list++) {
            new Censor(this, nets.subList(list * obey, (list + 1) * obey)).start(begins);
        }
        new WeatherMaker(this).start();
    }

    /// What the network's people are told, by whatever resolver.
    int[] told(Net net) {
        return names.answer(net.resolvers.getFirst());
    }

    void probed(Net net, RelayId relay, ProbeFindings findings) {
        watchman.ifPresent(watch -> watch.probed(net, relay, findings));
    }

    Tally run() {
        nets.forEach(net -> net.mailers.forEach(Mailer::start));
        nets.subList(0, scenario.town().volunteers()).forEach(net -> new Volunteer(this, net).start());
        watchman.ifPresent(Watchman::start);
        agenda.runUntil(scenario.days().all() * DAY);
        return tally;
    }

    /// How busy this time of day is, held against the moment at which the block begins.
    double dayFactor() {
        return factor(agenda.now()) / factor(begins);
    }

    private double factor(long at) {
        return 1 + scenario.town().swing() * Math.sin(2 * Math.PI * at / DAY);
    }

    /// A question for our names comes from a resolver, if it can.
    int[] ask(Resolver resolver, long bit) {
        var net = resolver.net;
        boolean isCutOff = net.isOut || (net.isResolverOut && resolver == net.resolvers.getFirst());
        if (isCutOff || (net.censor != null && (net.censor.isDeaf() || net.censor.isLying()))) {
            return new int[0];
        }
        var answer = names.answer(resolver);
        watchman.ifPresent(watch -> watch.asked(net, answer, bit));
        if (net.censor != null) {
            net.censor.overhear(answer);
        }
        return answer;
    }

    /// A sender connects, and the session goes as far as it goes.
    Outcome connect(Mailer mailer, int relay) {
        var net = mailer.net;
        if (net.isSilent(relay) || pool.isDown(relay) || (net.isSlow && random.nextDouble() < LOST_ON_A_SLOW_LINK)) {
            return Outcome.SILENT;
        }
        var session = new Session(mailer, relay);
        session.passed(Stage.CONNECTED);
        if (isMeddled(net, relay, Act.RESET)) {
            return session.broke(Stage.CONNECTED, Failure.CONNECTION_RESET, 0);
        }
        if (random.nextDouble() < HANG_UPS) {
            return session.broke(Stage.CONNECTED, Failure.EOF_ERROR, 0);
        }
        session.passed(Stage.GREETED);
        if (!isMeddled(net, relay, Act.STARTTLS_STRIP)) {
            session.passed(Stage.TLS_BEGUN);
            if (mailer.hasMiddlebox || isMeddled(net, relay, Act.TLS_FILTER)) {
                return session.broke(Stage.TLS_BEGUN, Failure.GENERIC_TIMEOUT_ERROR, 0);
            }
            session.passed(Stage.TLS_DONE);
        }
        if (isMeddled(net, relay, Act.BYTE_FREEZE)) {
            return session.broke(Stage.TLS_DONE, Failure.GENERIC_TIMEOUT_ERROR, freezesAt());
        }
        boolean isStuck =
                isMeddled(net, relay, Act.THROTTLE) || (net.isSlow && random.nextDouble() < LOST_ON_A_SLOW_LINK);
        if (isStuck) {
            return session.broke(Stage.TLS_DONE, Failure.GENERIC_TIMEOUT_ERROR, throttlesAt());
        }
        session.passed(Stage.TEXT_ENDED);
        session.passed(Stage.KEPT);
        return Outcome.KEPT;
    }

    /// After how many octets a frozen session hears nothing more.
    long freezesAt() {
        return FREEZES_AT + random.nextInt(500);
    }

    /// After how many octets somebody's patience with a throttled session ends.
    long throttlesAt() {
        return 1000 + random.nextLong(200_000);
    }

    private static boolean isMeddled(Net net, int relay, Act act) {
        return net.censor != null && net.censor.meddles(relay, act);
    }

    private final class Session {
        private final Mailer mailer;
        private final int relay;

        Session(Mailer mailer, int relay) {
            this.mailer = mailer;
            this.relay = relay;
        }

        void passed(Stage stage) {
            watchman.ifPresent(watch -> watch.passed(mailer.net, relay, stage, mailer.bit));
        }

        Outcome broke(Stage after, Failure failure, long octets) {
            watchman.ifPresent(watch -> watch.broke(mailer, relay, new Watchman.Break(after, failure, octets)));
            return Outcome.BROKE;
        }
    }

    /// The way from some networks to a relay is cut from now on; -1 for every relay.
    void cut(List<Net> from, int relay) {
        for (var net : from) {
            cutAt.putIfAbsent(key(net, relay), agenda.now());
            if (net.isSilent(Math.max(relay, 0))) {
                net.mailers.forEach(mailer -> mailer.cut(relay));
            }
        }
    }

    /// Since when a censor has been in the way of a pair.
    Optional<Long> cutSince(Net net, int relay) {
        return Optional.ofNullable(cutAt.getOrDefault(key(net, relay), cutAt.get(key(net, -1))));
    }

    private static long key(Net net, int relay) {
        return net.number * 1_000_000L + relay;
    }

    void plant(Net net) {
        watchman.ifPresent(watch -> watch.planted(net, told(net)));
    }

    void relayDown(int relay, boolean isDown) {
        pool.setDown(relay, isDown);
        watchman.ifPresent(Watchman::poolChanged);
    }
}
