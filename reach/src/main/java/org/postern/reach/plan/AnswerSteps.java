package org.postern.reach.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postern.reach.Evidence;
import org.postern.reach.Relay;
import org.postern.reach.Signal;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Technique;
import org.postern.reach.Verdict;
import org.postern.reach.Verdict.Blocked;
import org.postern.reach.plan.Pool.Standing;
import org.postern.reach.plan.Step.Restore;
import org.postern.reach.plan.Step.Withdraw;

/// Which addresses leave a network's answers, and which come back.
final class AnswerSteps {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int SAME_EVERYWHERE = 3; // relays cut in one way: then it is not the address

    private static final Set<Signal> UNPLANTED = Set.of(Signal.SILENCE, Signal.REVERSE_PATH);

    private final Situation situation;
    private final Limits limits;
    private final Ration ration;
    private Withdrawals withdrawn;
    private @Nullable Map<Pair, Integer> timesWithdrawn;

    AnswerSteps(Situation situation, Limits limits, Ration ration) {
        this.situation = situation;
        this.limits = limits;
        this.ration = ration;
        withdrawn = situation.withdrawn();
    }

    List<Planned> steps() {
        var steps = new ArrayList<Planned>();
        for (var one : inOrder(situation.verdicts())) {
            switch (one.verdict()) {
                case Blocked blocked -> steps.addAll(withdraw(one.pair(), blocked));
                case Verdict.Reachable _ -> steps.addAll(restore(one));
                case Verdict.Doubtful doubtful -> steps.addAll(tryAnother(one.pair(), doubtful));
                case Verdict.OurFault _ -> {}
            }
        }
        return steps;
    }

    /// By name, each of which is spelt once.
    private static Collection<Judged> inOrder(Collection<Judged> verdicts) {
        var sorted = new TreeMap<String, Judged>();
        verdicts.forEach(one -> sorted.put(one.pair().toString(), one));
        return sorted.values();
    }

    private List<Planned> withdraw(Pair pair, Blocked blocked) {
        return isCuredByAnother(blocked) ? withdraw(pair, reason(pair, blocked), blocked.evidence()) : List.of();
    }

    /// Where no second kind of evidence can be had (no mail host there that we know, the web cut off with the
    /// mail, nobody who writes just now), one kind that leaves little doubt is not called a block, and is enough
    /// to name another address. A partner's has no equal, stands beside another in each answer, and is the last
    /// that a censor blocks: it stays until it is called blocked.
    private List<Planned> tryAnother(Pair pair, Verdict.Doubtful doubtful) {
        if (isPartner(pair) || !isEnoughToTryAnother(pair.network(), doubtful.evidence())) {
            return List.of();
        }
        var reason =
                "Packets between %s and %s seem to vanish (%s). Its answers name other addresses, to see what those do."
                        .formatted(pair.network(), pair.relay(), words(doubtful.evidence()));
        return withdraw(pair, reason, doubtful.evidence());
    }

    /// Where the network burns, little is enough; but look-ups that nothing follows are no part of that little,
    /// since the censor's own are such, and each address that they drove out would show it a fresh one
    /// (THREAT T-42).
    private boolean isEnoughToTryAnother(SourceNetwork network, List<Evidence> evidence) {
        return evidence.stream().anyMatch(AnswerSteps::isOfTheWay)
                && (sum(evidence, Set.of(Signal.values())) >= limits.tryAnother()
                        || (isBurning(network) && sum(evidence, UNPLANTED) >= limits.tryAnotherWhereBurning()));
    }

    private static double sum(List<Evidence> evidence, Set<Signal> of) {
        return evidence.stream()
                .filter(one -> of.contains(one.signal()))
                .mapToDouble(Evidence::nats)
                .sum();
    }

    private boolean isBurning(SourceNetwork network) {
        return ration.isBurning(withdrawn, network, situation.now());
    }

    private boolean isPartner(Pair pair) {
        return situation.orders().partners().contains(pair.relay());
    }

    private static boolean isOfTheWay(Evidence evidence) {
        return switch (evidence.signal()) {
            case QUERY_WITHOUT_CONNECT, SILENCE, REVERSE_PATH -> true;
            case FUNNEL, PROBE, WEB_CONTROL, QUERIES_STOPPED -> false;
        };
    }

    private static String words(List<Evidence> evidence) {
        return evidence.stream().map(Evidence::words).collect(Collectors.joining("; "));
    }

    private List<Planned> withdraw(Pair pair, String reason, List<Evidence> evidence) {
        var member = situation.pool().member(pair.relay());
        if (member.isEmpty() || withdrawn.isWhole(pair.network(), member.get().relay())) {
            return List.of();
        }
        var relay = member.get().relay();
        if (!isAnotherLeft(pair.network(), relay)) {
            return List.of();
        }
        var steps = new ArrayList<Planned>();
        for (var address : relay.addresses()) {
            var step = new Withdraw(pair.network(), pair.relay(), address);
            if (!withdrawn.has(pair.network(), pair.relay(), address)
                    && situation.orders().allow(step)) {
                withdrawn = withdrawn.with(
                        new Withdrawals.Withdrawn(pair.network(), pair.relay(), address, situation.now()));
                steps.add(new Planned(step, reason, evidence));
            }
        }
        return steps;
    }

    /// Whether another address helps. Lies about names and deaf name servers have nothing to do with the
    /// address; what looks into sessions cuts them at every address alike, as the third one shows.
    private boolean isCuredByAnother(Blocked blocked) {
        return switch (blocked.technique()) {
            case NULL_ROUTE, PORT_25_ONLY -> true;
            case DNS_LIE, NAME_SERVER -> false;
            case RESET, STARTTLS_STRIP, TLS_FILTER, THROTTLE, BYTE_FREEZE ->
                cutAlike(blocked.network(), blocked.technique()) < SAME_EVERYWHERE;
        };
    }

    private long cutAlike(SourceNetwork network, Technique technique) {
        return situation.verdicts().stream()
                .filter(one -> one.pair().network().equals(network))
                .filter(one -> one.verdict() instanceof Blocked other && other.technique() == technique)
                .count();
    }

    private boolean isAnotherLeft(SourceNetwork network, Relay than) {
        return situation.pool().members().stream()
                .filter(Pool.Member::up)
                .filter(other -> other.standing() == Standing.SERVING
                        || situation.orders().partners().contains(other.relay().id()))
                .map(Pool.Member::relay)
                .anyMatch(other -> !other.id().equals(than.id()) && !withdrawn.isWhole(network, other));
    }

    private String reason(Pair pair, Blocked blocked) {
        long lost = 1 + withdrawn.lost(pair.network(), DAY, situation.now()); // this one with them
        var burning = lost < ration.burning()
                ? ""
                : " %s has lost %d addresses within a day; fresh ones are rationed to %.0f an hour."
                        .formatted(pair.network(), lost, ration.freshAnHour());
        return "%s blocks %s (%s): %s. Its answers name other addresses.%s"
                .formatted(
                        pair.network(), pair.relay(), blocked.technique().words(), words(blocked.evidence()), burning);
    }

    /// What was withdrawn comes back when nothing has spoken against it for long enough. The time doubles
    /// with each return, so that a block that comes and goes costs little. While the network burns, nothing
    /// comes back but a partner: what is not named gives no sign of being blocked, and would be named in vain.
    private List<Planned> restore(Judged judged) {
        if (judged.since().plus(limits.hold()).isAfter(situation.now())) {
            return List.of(); // whatever was withdrawn is held longer, as is so of most at most times
        }
        var network = judged.pair().network();
        if (isBurning(network) && !isPartner(judged.pair())) {
            return List.of();
        }
        var gone = withdrawn.from(network).stream()
                .filter(one -> one.relay().equals(judged.pair().relay()))
                .toList();
        if (gone.isEmpty()) {
            return List.of();
        }
        var hold = hold(judged.pair());
        var openSince = later(judged.since(), gone.getLast().since());
        if (openSince.plus(hold).isAfter(situation.now())) {
            return List.of();
        }
        return gone.stream()
                .<Planned>map(one -> new Planned(
                        new Restore(network, one.relay(), one.address()),
                        "Nothing has spoken against the way from %s to %s for %d hours. Its answers may name it again."
                                .formatted(
                                        network,
                                        one.relay(),
                                        Duration.between(openSince, situation.now())
                                                .toHours())))
                .toList();
    }

    private Duration hold(Pair pair) {
        long again = withdrawals().getOrDefault(pair, 1) - 1L;
        var hold = limits.hold().multipliedBy(1L << Math.clamp(again, 0, 10));
        return hold.compareTo(limits.longestHold()) < 0 ? hold : limits.longestHold();
    }

    /// How often each pair was withdrawn lately; counted once, and only where something may come back.
    private Map<Pair, Integer> withdrawals() {
        if (timesWithdrawn == null) {
            var times = new HashMap<Pair, Integer>();
            for (var past : situation.recent()) {
                if (past.step() instanceof Withdraw before) {
                    times.merge(new Pair(before.from(), before.relay()), 1, Integer::sum);
                }
            }
            timesWithdrawn = times;
        }
        return timesWithdrawn;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
