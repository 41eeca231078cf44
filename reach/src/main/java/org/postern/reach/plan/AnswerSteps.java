package org.postern.reach.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.postern.reach.Evidence;
import org.postern.reach.Relay;
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

    private final Situation situation;
    private final Limits limits;
    private final Ration ration;
    private Withdrawals withdrawn;

    AnswerSteps(Situation situation, Limits limits, Ration ration) {
        this.situation = situation;
        this.limits = limits;
        this.ration = ration;
        withdrawn = situation.withdrawn();
    }

    List<Planned> steps() {
        var steps = new ArrayList<Planned>();
        var judged = situation.verdicts().stream()
                .sorted(Comparator.comparing(one -> one.pair().toString()))
                .toList();
        for (var one : judged) {
            switch (one.verdict()) {
                case Blocked blocked -> steps.addAll(withdraw(one.pair(), blocked));
                case Verdict.Reachable _ -> steps.addAll(restore(one));
                case Verdict.Doubtful doubtful -> steps.addAll(tryAnother(one.pair(), doubtful));
                case Verdict.OurFault _ -> {}
            }
        }
        return steps;
    }

    private List<Planned> withdraw(Pair pair, Blocked blocked) {
        return isCuredByAnother(blocked) ? withdraw(pair, reason(pair, blocked), blocked.evidence()) : List.of();
    }

    /// Where no second kind of evidence can be had (no mail host there that we know, the web cut off with the
    /// mail, nobody who writes just now), one kind that leaves little doubt is not called a block, and is enough
    /// to name another address.
    private List<Planned> tryAnother(Pair pair, Verdict.Doubtful doubtful) {
        double nats = doubtful.evidence().stream().mapToDouble(Evidence::nats).sum();
        if (nats < limits.tryAnother() || doubtful.evidence().stream().noneMatch(AnswerSteps::isOfTheWay)) {
            return List.of();
        }
        var reason =
                "Packets between %s and %s seem to vanish (%s). Its answers name other addresses, to see what those do."
                        .formatted(pair.network(), pair.relay(), words(doubtful.evidence()));
        return withdraw(pair, reason, doubtful.evidence());
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
    /// with each return, so that a block that comes and goes costs little.
    private List<Planned> restore(Judged judged) {
        var network = judged.pair().network();
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
        long times = situation.recent().stream()
                .map(Past::step)
                .filter(step -> step instanceof Withdraw before
                        && before.relay().equals(pair.relay())
                        && before.from().equals(pair.network()))
                .count();
        var hold = limits.hold().multipliedBy(1L << Math.min(10, Math.max(0, times - 1)));
        return hold.compareTo(limits.longestHold()) < 0 ? hold : limits.longestHold();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
