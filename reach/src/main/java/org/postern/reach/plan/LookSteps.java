package org.postern.reach.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postern.reach.Verdict;
import org.postern.reach.Verdict.Blocked;
import org.postern.reach.plan.Step.LookNow;
import org.postern.reach.plan.Step.ResetSilent;

/// What is looked at at once, and whose silent sessions are ended so that their senders try again.
final class LookSteps {
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    private final Situation situation;
    private final Limits limits;

    LookSteps(Situation situation, Limits limits) {
        this.situation = situation;
        this.limits = limits;
    }

    List<Planned> steps() {
        var looked = new HashMap<Pair, Instant>();
        var reset = new HashMap<Pair, Instant>();
        var looks = new HashMap<Pair, Integer>();
        var since = situation.now().minus(HALF_AN_HOUR);
        for (var past : situation.recent()) {
            if (!past.at().isAfter(since)) {
                continue;
            }
            if (past.step() instanceof LookNow look) {
                var pair = new Pair(look.network(), look.relay());
                looked.merge(pair, past.at(), LookSteps::later);
                looks.merge(pair, 1, Integer::sum);
            } else if (past.step() instanceof ResetSilent ended) {
                reset.merge(new Pair(ended.network(), ended.relay()), past.at(), LookSteps::later);
            }
        }
        var steps = new ArrayList<Planned>();
        for (var wanted : wanted().entrySet()) {
            var pair = wanted.getKey();
            if (isOver(looked, pair, limits.lookAgain()) && looks.getOrDefault(pair, 0) < wanted.getValue()) {
                steps.add(new Planned(
                        new LookNow(pair.network(), pair.relay()),
                        "Something may be wrong between %s; the other signals are asked.".formatted(pair)));
            }
        }
        for (var judged : situation.verdicts()) {
            if (isSilent(judged.verdict()) && isOver(reset, judged.pair(), limits.resetAgain())) {
                steps.add(new Planned(
                        new ResetSilent(judged.pair().network(), judged.pair().relay()),
                        "Sessions between %s that have gone silent hold mail in their senders' queues."
                                .formatted(judged.pair())));
            }
        }
        return steps;
    }

    /// Suspects that are not known to be blocked, with how many looks they may have.
    private Map<Pair, Integer> wanted() {
        var wanted = new TreeMap<Pair, Integer>(Comparator.comparing(Pair::toString));
        situation.suspects().forEach(pair -> wanted.put(pair, limits.looks()));
        for (var judged : situation.verdicts()) {
            switch (judged.verdict()) {
                case Verdict.Doubtful _ -> wanted.computeIfPresent(judged.pair(), (pair, looks) -> 2 * looks);
                case Blocked _ -> wanted.remove(judged.pair());
                case Verdict.Reachable _, Verdict.OurFault _ -> {}
            }
        }
        return wanted;
    }

    /// Only what goes silent holds a sender up: a session that was reset is over.
    private static boolean isSilent(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Doubtful _ -> true;
            case Blocked blocked ->
                switch (blocked.technique()) {
                    case NULL_ROUTE, PORT_25_ONLY, TLS_FILTER, THROTTLE, BYTE_FREEZE -> true;
                    case RESET, DNS_LIE, NAME_SERVER, STARTTLS_STRIP -> false;
                };
            case Verdict.Reachable _, Verdict.OurFault _ -> false;
        };
    }

    private boolean isOver(Map<Pair, Instant> last, Pair pair, Duration least) {
        var before = last.get(pair);
        return before == null || !before.plus(least).isAfter(situation.now());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
