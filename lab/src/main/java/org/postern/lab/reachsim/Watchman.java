package org.postern.lab.reachsim;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postern.reach.Failure;
import org.postern.reach.Observation;
import org.postern.reach.ProbeFindings;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;
import org.postern.reach.Verdict;
import org.postern.reach.detect.History;
import org.postern.reach.detect.Judge;
import org.postern.reach.plan.DueSteps;
import org.postern.reach.plan.EgressTable;
import org.postern.reach.plan.Judged;
import org.postern.reach.plan.Offer;
import org.postern.reach.plan.Orders;
import org.postern.reach.plan.Pair;
import org.postern.reach.plan.Past;
import org.postern.reach.plan.Planner;
import org.postern.reach.plan.Situation;
import org.postern.reach.plan.Slices;
import org.postern.reach.plan.Step;
import org.postern.reach.plan.Withdrawals;

/// Us: counts what is seen, judges and plans each minute, and does what was planned, as `server.reachctl`
/// does.
final class Watchman implements Names {
    private static final Instant ZERO = Instant.parse("2019-03-01T00:00:00Z");
    private static final long MINUTE = 60;
    private static final long WEB_A_MINUTE = 3; // one minute in so many has a web request
    private static final Duration LATELY = Duration.ofMinutes(30);
    private static final long WITHDRAWN_EVERY = 600; // seconds between two judgements of what was withdrawn before
    private static final long PLAN_EVERY = 300;
    private static final long FORGET_EVERY = 600;

    private final World world;
    private final History history;
    private final Planner planner;
    private final DueSteps due = new DueSteps(network -> net(network).hostsDownUntil.length > 0, true);
    private final Slices slices;
    private final Prober prober;
    private final Map<Seen, long[]> minute = new LinkedHashMap<>();
    private final List<Observation> breaks = new ArrayList<>();
    private final Map<String, List<Relay>> orders = new HashMap<>();
    private final Set<Pair> suspects = new HashSet<>();
    private final Map<Pair, Judged> standing = new HashMap<>();
    private final List<Past> recent = new ArrayList<>();
    private final Map<Pair, Long> sentence = new HashMap<>();
    private final EgressTable egress = new EgressTable();
    private final Set<RelayId> published = new HashSet<>();
    private Withdrawals withdrawn = Withdrawals.NONE;
    private final BitSet named = new BitSet();
    private boolean isChanged;

    private record Seen(Net net, int relay, Stage stage) {}

    /// How a session ended before its time.
    record Break(Stage after, Failure failure, long octets) {}

    Watchman(World world, Tuning tuning, long seed) {
        this.world = world;
        history = new History(tuning.bounds());
        planner = new Planner(tuning.limits(), tuning.ration());
        slices = new Slices(ByteBuffer.allocate(16).putLong(seed).putLong(~seed).array(), tuning.ration());
        prober = new Prober(world, this);
        world.pool
                .pool()
                .members()
                .forEach(member -> published.add(member.relay().id()));
    }

    void start() {
        prober.start();
        world.agenda.every(MINUTE, this::minute);
    }

    Instant now() {
        return ZERO.plusSeconds(world.agenda.now());
    }

    private Instant thisMinute() {
        return ZERO.plusSeconds(world.agenda.now() / MINUTE * MINUTE);
    }

    private Offer offer() {
        return new Offer(world.pool.pool(), withdrawn, world.pool.partners());
    }

    @Override
    public int[] answer(Resolver asker) {
        var offer = offer();
        var who = new Slices.Asker(asker.net.id, asker.address);
        boolean isBurning = slices.isBurning(offer, who, now());
        var order = orders.computeIfAbsent(
                isBurning ? asker.address.getHostAddress() : "all of " + asker.net.number,
                missing -> slices.order(offer, who, now()));
        return slices.answer(offer, who, order, now()).served().stream()
                .mapToInt(served -> world.pool.number(served.relay()))
                .toArray();
    }

    void poolChanged() {
        orders.clear();
    }

    void asked(Net net, int[] answer, long bit) {
        for (int relay : answer) {
            named.set(relay);
            passed(net, relay, Stage.ASKED, bit);
        }
    }

    void passed(Net net, int relay, Stage stage, long bit) {
        var seen = minute.computeIfAbsent(new Seen(net, relay, stage), missing -> new long[2]);
        seen[0]++;
        seen[1] |= bit;
    }

    void broke(Mailer mailer, int relay, Break how) {
        breaks.add(new Observation.Broke(
                thisMinute(),
                mailer.net.id,
                world.pool.id(relay),
                how.after(),
                how.failure(),
                1,
                mailer.bit,
                how.octets()));
    }

    /// Look-ups with a forged sender, and now and then a volunteer who lies.
    void planted(Net net, int[] answer) {
        asked(net, answer, 1L << world.random.nextInt(63));
        if (answer.length > 0 && world.random.nextInt(60) == 0) {
            var dead = Optional.of(Failure.GENERIC_TIMEOUT_ERROR);
            var lie = new ProbeFindings(
                    Optional.empty(),
                    Optional.empty(),
                    dead,
                    dead,
                    dead,
                    Optional.empty(),
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            probed(net, world.pool.id(answer[0]), lie);
        }
    }

    void probed(Net net, RelayId relay, ProbeFindings findings) {
        see(new Observation.Probed(thisMinute(), net.id, relay, findings));
    }

    void see(Observation observation) {
        history.see(observation);
    }

    private void minute() {
        var began = ZERO.plusSeconds(world.agenda.now() - MINUTE);
        world.nets.forEach(this::browse);
        minute.forEach((seen, count) -> history.see(new Observation.Passed(
                began, seen.net().id, world.pool.id(seen.relay()), seen.stage(), (int) count[0], count[1])));
        minute.clear();
        breaks.forEach(history::see);
        breaks.clear();
        prober.lookAtRelays();
        judge();
        act();
        world.nets.stream().filter(Net::isCensored).findFirst().ifPresent(this::lookWhetherRepaired);
    }

    /// The network's answer names nothing that is cut.
    private void lookWhetherRepaired(Net net) {
        if (world.tally.repairedAfter < 0 && world.agenda.now() > world.begins + MINUTE) {
            var answer = answer(net.resolvers.getFirst());
            if (Arrays.stream(answer).noneMatch(net::isHindered)) {
                world.tally.repairedAfter = world.agenda.now() - world.begins;
            }
        }
    }

    /// The web by the addresses that the network is told: the control.
    private void browse(Net net) {
        if (world.random.nextLong(WEB_A_MINUTE) != 0) {
            return;
        }
        var answer = answer(net.resolvers.getFirst());
        if (answer.length > 0) {
            int relay = answer[world.random.nextInt(answer.length)];
            if (!net.isNullRouted(relay) && !world.pool.isDown(relay)) {
                passed(net, relay, Stage.WEB, 1);
            }
        }
    }

    /// What was withdrawn half an hour ago and more is judged seldom, where the service does it each minute too: what
    /// was wanted of it then is wanted until the next time.
    private void judge() {
        boolean isTurn = world.agenda.now() % WITHDRAWN_EVERY < MINUTE;
        for (var net : world.nets) {
            for (var relay : judged(net)) {
                var pair = new Pair(net.id, relay);
                boolean isCalm = !standing.containsKey(pair) && Judge.isCalm(history, net.id, relay, now());
                if (isCalm) {
                    suspects.remove(pair);
                } else if (isTurn || !isLongWithdrawn(pair)) {
                    judge(net, pair);
                }
            }
        }
    }

    /// The core's address among them, where our names are answered.
    private Set<RelayId> judged(Net net) {
        var relays = new TreeSet<>(history.relaysOf(net.id));
        relays.add(RelayId.CORE);
        return relays;
    }

    private void judge(Net net, Pair pair) {
        var opinion = Judge.opinion(history, net.id, pair.relay(), now());
        var verdict = opinion.verdict();
        if (opinion.wantsLook()) {
            suspects.add(pair);
        } else {
            suspects.remove(pair);
        }
        var before = standing.get(pair);
        if (verdict instanceof Verdict.Reachable && before == null) {
            return;
        }
        var since = before != null && before.verdict().getClass() == verdict.getClass() ? before.since() : now();
        boolean isSame = since.isBefore(now());
        isChanged |= !isSame;
        standing.put(pair, new Judged(pair, verdict, since));
        if (!isSame && verdict instanceof Verdict.Blocked blocked) {
            sentenced(net, pair.relay(), blocked);
        }
    }

    private void sentenced(Net net, RelayId id, Verdict.Blocked blocked) {
        int relay = world.pool.number(id);
        var since = world.cutSince(net, relay);
        if (net.isCensored() && since.isPresent()) {
            if (sentence.putIfAbsent(new Pair(net.id, id), world.agenda.now()) == null) {
                world.tally.named.add(
                        new Tally.Named(net.number, relay, blocked.technique(), world.agenda.now() - since.get()));
            }
        } else if (net.faultyRelay >= 0) {
            world.tally.routeFaultsNamed++;
        } else {
            world.tally.falseAlarms.merge(blocked.technique(), 1, Integer::sum);
            world.tally.alarmed(net, id, blocked);
        }
    }

    private void act() {
        boolean isTurn = world.agenda.now() % PLAN_EVERY < MINUTE;
        if (suspects.isEmpty() && !isChanged && (standing.isEmpty() || !isTurn)) {
            return; // the planner would have nothing to say
        }
        isChanged = false;
        var orders = new Orders(Set.of(), Set.of(), world.pool.partners());
        var situation = new Situation(
                now(), world.pool.pool(), standing.values(), suspects, withdrawn, egress, orders, recent, published);
        for (var planned : due.of(planner.plan(situation))) {
            recent.add(new Past(now(), planned.step()));
            take(planned.step());
        }
        standing.values().removeIf(one -> one.verdict() instanceof Verdict.Reachable && !isWithdrawn(one.pair()));
        if (world.agenda.now() % FORGET_EVERY < MINUTE) {
            var halfAnHourAgo = now().minusSeconds(1800);
            var monthAgo = now().minusSeconds(30 * 86_400);
            recent.removeIf(past -> past.at().isBefore(isShort(past.step()) ? halfAnHourAgo : monthAgo));
        }
    }

    private static boolean isShort(Step step) {
        return step instanceof Step.LookNow || step instanceof Step.ResetSilent;
    }

    private boolean isWithdrawn(Pair pair) {
        return withdrawnSince(pair).isPresent();
    }

    private boolean isLongWithdrawn(Pair pair) {
        return withdrawnSince(pair)
                .filter(since -> since.plus(LATELY).isBefore(now()))
                .isPresent();
    }

    private Optional<Instant> withdrawnSince(Pair pair) {
        int number = world.pool.number(pair.relay());
        return number < 0 // the core
                ? Optional.empty()
                : withdrawn.since(pair.network(), world.pool.relay(number));
    }

    private void take(Step step) {
        switch (step) {
            case Step.Withdraw gone -> {
                var net = net(gone.from());
                withdrawn = withdrawn.with(new Withdrawals.Withdrawn(gone.from(), gone.relay(), gone.address(), now()));
                world.tally.withdrawn(net, world.pool.number(gone.relay()));
            }
            case Step.Restore back -> withdrawn = withdrawn.without(back.to(), back.relay(), back.address());
            case Step.BringUp up -> {
                world.pool.bringUp(world.pool.number(up.relay()));
                world.tally.broughtUp++;
                poolChanged();
            }
            case Step.LookNow look -> {
                var judged = standing.get(new Pair(look.network(), look.relay()));
                prober.look(
                        net(look.network()),
                        world.pool.number(look.relay()),
                        judged != null && judged.verdict() instanceof Verdict.Doubtful,
                        () -> asked(look.network()));
            }
            case Step.ResetSilent _ -> {} // all addresses here are relays', which cannot (docs/reach/resets.md)
            case Step.PublishEndpoints _, Step.Retire _, Step.RouteVia _ -> {}
        }
    }

    /// The relays that the network's answers name.
    private Set<Integer> asked(SourceNetwork id) {
        return Arrays.stream(answer(net(id).resolvers.getFirst()))
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Net net(SourceNetwork id) {
        return world.nets.get((int) (((SourceNetwork.As) id).number() - 1000));
    }

    /// Some answer has named it.
    boolean isKnown(int relay) {
        return named.get(relay);
    }

    int namedCount(Net net) {
        var all = history.relaysOf(net.id);
        return all.size() - (all.contains(RelayId.CORE) ? 1 : 0);
    }

    /// The relays that the network's answers name or lately named.
    List<Integer> named(Net net) {
        return history.relaysOf(net.id).stream()
                .map(world.pool::number)
                .filter(number -> number >= 0)
                .sorted()
                .toList();
    }
}
