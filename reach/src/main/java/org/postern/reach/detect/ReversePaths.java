package org.postern.reach.detect;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postern.reach.Observation.Reversed;
import org.postern.reach.RelayId;

/// Connections of ours to mail hosts of one network, by relay and host.
final class ReversePaths {
    private static final int KEPT = 6;
    private static final int MOST_HOSTS = 50; // of a network; deliveries find any number
    // Tries at one host are no independent trials; one that never answered the relay may shun it by policy.
    // However long one host's run is, a second kind of evidence must say something too: it may have shut us out itself.
    private static final double[] NATS_OF_A_RUN = {0, 2.5, 4.1, 6.1, 8};
    private static final double[] NATS_OF_A_STRANGER = {0, 1.5, 2, 2.5};
    private static final int SHUNNING = 2; // that several hosts shun one relay and no other is no accident
    private static final double ONE_STRANGER = 0.1; // less than a second kind of evidence must have
    private static final double MOST = 12;
    private static final Duration TOGETHER = Duration.ofSeconds(20); // one round of looks, its time-outs included
    private static final double SUCCESS = -4;
    private static final Duration LOSSES_COUNT = Duration.ofMinutes(10); // half-life
    private static final double USUALLY_LOST = 0.1; // of five tries
    private static final double LOSSY = 0.03; // share of tries that are lost, from which they say less
    private static final double WORTH_OF_A_LOSS = 0.6; // there are many ways, looked at often: some run will come

    private final Duration fresh;
    private final Map<Long, Map<RelayId, List<Reversed>>> byHost = new HashMap<>();
    private final Set<Way> answered = new HashSet<>();
    private final Set<Way> excused = new HashSet<>(); // they fail, and people come in by the relay all the same

    /// Of the tries that were answered, those whose way had failed the time before, where others were answered: so
    /// much is lost by chance.
    private final Share lost = new Share(LOSSES_COUNT, USUALLY_LOST, 5);

    private record Way(long host, RelayId relay) {}

    ReversePaths(Bounds bounds) {
        fresh = bounds.fresh();
    }

    /// @param nats positive: the path fails where others do not; negative: it is open
    /// @param failing hosts that failed from here alone
    /// @param open hosts that answered from here
    record Finding(double nats, int failing, int open, Instant from, int stripped) {}

    void see(Reversed seen) {
        if (!byHost.containsKey(seen.host()) && byHost.size() >= MOST_HOSTS) {
            forgetOne();
        }
        var byRelay = byHost.computeIfAbsent(seen.host(), host -> new HashMap<>());
        var tries = byRelay.computeIfAbsent(seen.from(), from -> new ArrayList<>());
        if (seen.isAnswered()) {
            boolean wasLost = !tries.isEmpty()
                    && !tries.getFirst().isAnswered()
                    && isAnsweredToOthers(byRelay, seen.from(), tries.getFirst());
            lost.learn(seen.at(), wasLost ? 1 : 0, 1);
            answered.add(new Way(seen.host(), seen.from()));
            excused.remove(new Way(seen.host(), seen.from()));
        }
        tries.addFirst(seen);
        if (tries.size() > KEPT) {
            tries.removeLast();
        }
    }

    /// The host that was tried longest ago.
    private void forgetOne() {
        byHost.entrySet().stream()
                .min(Comparator.comparing(host -> lastTried(host.getValue())))
                .map(Map.Entry::getKey)
                .ifPresent(host -> {
                    byHost.remove(host);
                    answered.removeIf(way -> way.host() == host);
                    excused.removeIf(way -> way.host() == host);
                });
    }

    private static Instant lastTried(Map<RelayId, List<Reversed>> byRelay) {
        return byRelay.values().stream()
                .map(tries -> tries.getFirst().at())
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    /// Somebody from there came in by a relay: packets find their way, and a path that failed twice and more fails
    /// for a reason of its own.
    void cameIn(RelayId relay) {
        byHost.forEach((host, byRelay) -> {
            var tries = byRelay.getOrDefault(relay, List.of());
            if (tries.size() >= 2 && tries.stream().limit(2).noneMatch(Reversed::isAnswered)) {
                excused.add(new Way(host, relay));
            }
        });
    }

    /// What the tries from a relay say, held against those from the others. A host that answered before
    /// others began to fail says nothing about what began since.
    ///
    /// @param after what failed until then counts no more
    /// @param suspected since when something else speaks for a block: what answered before says nothing of it
    Finding from(RelayId relay, Instant after, Instant suspected, Instant now) {
        double nats = 0;
        double ofStrangers = 0;
        int strangers = 0;
        int failing = 0;
        var began = now;
        for (var host : byHost.entrySet()) {
            var byRelay = host.getValue();
            var tries = freshOf(byRelay.get(relay), now);
            var told = excused.contains(new Way(host.getKey(), relay))
                    ? List.<Reversed>of()
                    : failingWhereOthersDoNot(byRelay, relay, tries).stream()
                            .filter(seen -> seen.at().isAfter(after))
                            .toList();
            int run = told.size();
            if (run > 0) {
                failing++;
                if (answered.contains(new Way(host.getKey(), relay))) {
                    nats += nats(run, NATS_OF_A_RUN);
                } else {
                    strangers++;
                    ofStrangers += nats(run, NATS_OF_A_STRANGER);
                }
                var since = told.getLast().at();
                began = since.isBefore(began) ? since : began;
            }
        }
        nats += strangers >= SHUNNING ? ofStrangers : Math.min(ofStrangers, ONE_STRANGER);
        var openSince = failing == 0 ? suspected : began;
        int open = 0;
        int stripped = 0;
        for (var byRelay : byHost.values()) {
            var tries = freshOf(byRelay.get(relay), now);
            if (!tries.isEmpty()
                    && tries.getFirst().isAnswered()
                    && !tries.getFirst().at().isBefore(openSince)) {
                open++;
                stripped += isStripped(tries) ? 1 : 0;
            }
        }
        return new Finding(Math.min(nats + open * SUCCESS, MOST), failing, open, began, stripped);
    }

    /// Where many tries are lost by chance, a run of failures is worth no more than chance makes it.
    private double nats(int run, double[] ofARun) {
        double most = ofARun[Math.min(run, ofARun.length - 1)];
        return isLossy() ? Math.min(most, -run * WORTH_OF_A_LOSS * Math.log(lost.mean())) : most;
    }

    /// Much of what we try there is lost, by whichever relay.
    boolean isLossy() {
        return lost.mean() >= LOSSY;
    }

    /// When some host there last answered the relay; before all time when none has lately.
    Instant lastOpen(RelayId relay, Instant now) {
        return byHost.values().stream()
                .flatMap(byRelay -> freshOf(byRelay.get(relay), now).stream())
                .filter(Reversed::isAnswered)
                .map(Reversed::at)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    /// Some host offered STARTTLS to the relay before and does not now.
    boolean isStripped(RelayId relay, Instant now) {
        return isAny(relay, now, ReversePaths::isStripped);
    }

    /// A host's last answer to the relay speaks for some block.
    boolean isSuspect(RelayId relay, Instant now) {
        return isAny(relay, now, tries -> !tries.getFirst().isAnswered() || isStripped(tries));
    }

    /// @param holds of a host's tries, of which there is one at least
    private boolean isAny(RelayId relay, Instant now, Predicate<List<Reversed>> holds) {
        for (var byRelay : byHost.values()) {
            var tries = freshOf(byRelay.get(relay), now);
            if (!tries.isEmpty() && holds.test(tries)) {
                return true;
            }
        }
        return false;
    }

    /// Nobody of ours has got through to anybody there since a moment, though it was tried.
    boolean isAllDeadSince(Instant moment) {
        var tries = byHost.values().stream()
                .flatMap(byRelay -> byRelay.values().stream())
                .flatMap(List::stream)
                .filter(seen -> seen.at().isAfter(moment))
                .toList();
        return tries.size() >= 2 && tries.stream().noneMatch(Reversed::isAnswered);
    }

    /// The newest failures in a row that have a control: another relay's try at the host in the same round,
    /// which was answered. A host that goes down for everybody, and comes back, says nothing of any relay.
    private static List<Reversed> failingWhereOthersDoNot(
            Map<RelayId, List<Reversed>> byRelay, RelayId relay, List<Reversed> tries) {
        var failing = new ArrayList<Reversed>();
        for (var seen : tries) {
            if (seen.isAnswered()) {
                break;
            }
            if (isAnsweredToOthers(byRelay, relay, seen)) {
                failing.add(seen);
            }
        }
        return failing;
    }

    private static boolean isAnsweredToOthers(Map<RelayId, List<Reversed>> byRelay, RelayId relay, Reversed failed) {
        var from = failed.at().minus(TOGETHER);
        var until = failed.at().plus(TOGETHER);
        for (var other : byRelay.entrySet()) {
            for (var control : other.getValue()) {
                if (control.at().isBefore(from)) {
                    break; // newest first
                }
                if (!control.at().isAfter(until)
                        && control.isAnswered()
                        && !other.getKey().equals(relay)) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<Reversed> freshOf(@Nullable List<Reversed> tries, Instant now) {
        if (tries == null) {
            return List.of();
        }
        var since = now.minus(fresh);
        int count = 0;
        while (count < tries.size() && tries.get(count).at().isAfter(since)) {
            count++;
        }
        return tries.subList(0, count);
    }

    /// It offered STARTTLS before and does not now.
    private static boolean isStripped(List<Reversed> tries) {
        return tries.getFirst().starttls().equals(Optional.of(false))
                && tries.stream().anyMatch(seen -> seen.starttls().equals(Optional.of(true)));
    }
}
