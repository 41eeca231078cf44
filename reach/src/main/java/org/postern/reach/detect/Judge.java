package org.postern.reach.detect;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.postern.reach.Evidence;
import org.postern.reach.RelayId;
import org.postern.reach.Signal;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Verdict;

/// Says what a history means. Pure: the same history and moment give the same verdict, in the daemon,
/// the lab and the simulator.
public final class Judge {
    private static final int PEERS = 3; // networks that must fail together before it is our fault
    private static final double PEERS_FAILING = 0.5;

    private Judge() {}

    /// What is held of a network's way to a relay.
    ///
    /// @param wantsLook whether mail hosts there should be looked at from the relay at once: something is
    ///     suspected that this can tell. Never of a relay that is down, which cannot look
    public record Opinion(Verdict verdict, boolean wantsLook) {
        private static final Opinion CALM = new Opinion(new Verdict.Reachable(), false);
    }

    /// What to hold of a pair now.
    public static Opinion opinion(History history, SourceNetwork network, RelayId relay, Instant now) {
        if (history.isDown(relay, now)) {
            return new Opinion(new Verdict.OurFault("relay " + relay + " does not answer anybody", List.of()), false);
        }
        if (isCalm(history, network, relay, now)) {
            return Opinion.CALM;
        }
        var all = Hypothesis.all(history, network, relay, now);
        var best =
                all.stream().max(Comparator.comparingDouble(Hypothesis::nats)).orElseThrow();
        return new Opinion(
                verdict(best, history, network, relay, now),
                all.stream()
                        .filter(Hypothesis::isToldByLook)
                        .anyMatch(one -> one.nats() >= history.bounds().look()));
    }

    private static Verdict verdict(
            Hypothesis best, History history, SourceNetwork network, RelayId relay, Instant now) {
        var bounds = history.bounds();
        if (best.nats() < bounds.doubt()) {
            return new Verdict.Reachable();
        }
        if (isOfPeersToo(history, network, relay, best, now)) {
            var words =
                    best.step().isPresent() ? "sessions of other networks break at " : "other networks do not come to ";
            return new Verdict.OurFault(words + relay + " too", best.evidence());
        }
        if (isGone(history, network, now)) {
            return new Verdict.OurFault(network + " is gone as a whole: an outage of its own", best.evidence());
        }
        boolean isLossy = history.network(network).reversePaths().isLossy();
        return isEnough(best, isLossy ? bounds.whereLossy() : bounds)
                ? new Verdict.Blocked(best.technique(), network, relay, best.told())
                : new Verdict.Doubtful(best.evidence());
    }

    /// Nothing speaks for any hypothesis, as is so of nearly every pair at nearly every time: then none need
    /// be weighed.
    public static boolean isCalm(History history, SourceNetwork network, RelayId relay, Instant now) {
        var known = history.network(network);
        double least = history.bounds().look();
        return known.pair(relay).doubt(now) < least
                && known.trail().doubt(now) < least
                && (!relay.equals(RelayId.CORE) || known.asked().silence(now) < least)
                && !known.reversePaths().isSuspect(relay, now);
    }

    /// Two kinds that agree and were not both planted; or one that leaves no doubt, of which enough cannot be
    /// planted (THREAT T-42), beside a control that rules out an outage. A path that answers is no null route,
    /// whatever else is said.
    private static boolean isEnough(Hypothesis best, Bounds bounds) {
        boolean agree = best.nats() >= bounds.block() && kinds(best, bounds) >= 2 && !best.isPlantable();
        boolean isSure = best.sure() >= bounds.alone() && !best.controls().isEmpty();
        return (agree || isSure) && !best.isRefuted();
    }

    private static long kinds(Hypothesis hypothesis, Bounds bounds) {
        return hypothesis.evidence().stream()
                .filter(evidence -> evidence.nats() >= bounds.second())
                .map(Evidence::signal)
                .distinct()
                .count();
    }

    /// Several networks at once fail to come, or break off at the same step: then it is the relay, our DNS, or we.
    private static boolean isOfPeersToo(
            History history, SourceNetwork network, RelayId relay, Hypothesis best, Instant now) {
        if (best.step().isEmpty() && hasPathOfItsOwn(history, network, relay, now)) {
            return false; // several networks may block the same: what is seen of each alone tells
        }
        var peers = history.peers().but(network, relay, best.step(), now);
        return peers.failing() >= PEERS && peers.failing() > peers.known() * PEERS_FAILING;
    }

    private static boolean hasPathOfItsOwn(History history, SourceNetwork network, RelayId relay, Instant now) {
        var paths = history.network(network).reversePaths();
        return history.isUp(relay, now)
                && paths.from(relay, Instant.MIN, now, now).nats() > 0;
    }

    /// No look-ups, no web, and none of our connections into it either.
    private static boolean isGone(History history, SourceNetwork network, Instant now) {
        var known = history.network(network);
        double askedSilence = known.asked().silence(now);
        double webSilence = known.web().silence(now);
        boolean isQuiet = askedSilence >= 2 && (webSilence >= 2 || !known.web().isKnown());
        var lastSign = Stream.of(known.asked(), known.web(), known.trail().connections())
                .filter(Pulse::isKnown)
                .map(Pulse::last)
                .max(Comparator.naturalOrder())
                .orElse(now);
        return isQuiet && known.reversePaths().isAllDeadSince(lastSign);
    }

    /// Evidence that counts, strongest first: all that speaks for it, and a reverse path that speaks against it.
    static List<Evidence> strongest(List<Evidence> evidence) {
        var sorted = new ArrayList<>(evidence);
        sorted.removeIf(one -> one.nats() == 0 || (one.nats() < 0 && one.signal() != Signal.REVERSE_PATH));
        sorted.sort(Comparator.comparingDouble(Evidence::nats).reversed());
        return List.copyOf(sorted);
    }
}
