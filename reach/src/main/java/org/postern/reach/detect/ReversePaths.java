package org.postern.reach.detect;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.reach.Failure;
import org.postern.reach.Observation.Reversed;
import org.postern.reach.RelayId;

/// Connections of ours to mail hosts of one network, by relay and host.
final class ReversePaths {
    private static final int KEPT = 6;
    private static final double[] NATS_OF_A_RUN = {0, 3, 4, 5}; // tries at one host are no independent trials
    private static final double MOST = 12;
    private static final double SUCCESS = -4;

    private final Duration fresh;
    private final Map<Long, Map<RelayId, List<Reversed>>> byHost = new HashMap<>();

    ReversePaths(Bounds bounds) {
        fresh = bounds.fresh();
    }

    /// @param nats positive: the path fails where others do not; negative: it is open
    /// @param failing hosts that failed from here alone
    /// @param open hosts that answered from here
    record Finding(double nats, int failing, int open, Instant from, int stripped) {}

    void see(Reversed seen) {
        var tries = byHost.computeIfAbsent(seen.host(), host -> new HashMap<>())
                .computeIfAbsent(seen.from(), from -> new ArrayList<>());
        tries.addFirst(seen);
        if (tries.size() > KEPT) {
            tries.removeLast();
        }
    }

    /// What the tries from a relay say, held against those from the others. A host that answered before
    /// others began to fail says nothing about what began since.
    Finding from(RelayId relay, Instant now) {
        double nats = 0;
        int failing = 0;
        var began = now;
        for (var byRelay : byHost.values()) {
            var tries = freshOf(byRelay.get(relay), now);
            int run = (int) tries.stream().takeWhile(seen -> !isOpen(seen)).count();
            if (run > 0 && isOpenFromAnother(byRelay, relay, tries.get(run - 1).at())) {
                failing++;
                nats += NATS_OF_A_RUN[Math.min(run, NATS_OF_A_RUN.length - 1)];
                var since = tries.get(run - 1).at();
                began = since.isBefore(began) ? since : began;
            }
        }
        var openSince = failing == 0 ? Instant.MIN : began;
        var open = byHost.values().stream()
                .map(byRelay -> freshOf(byRelay.get(relay), now))
                .filter(tries -> !tries.isEmpty() && isOpen(tries.getFirst()))
                .filter(tries -> !tries.getFirst().at().isBefore(openSince))
                .toList();
        int stripped = (int) open.stream().filter(ReversePaths::isStripped).count();
        return new Finding(Math.min(nats + open.size() * SUCCESS, MOST), failing, open.size(), began, stripped);
    }

    /// Nobody of ours has got through to anybody there since a moment, though it was tried.
    boolean isAllDeadSince(Instant moment) {
        var tries = byHost.values().stream()
                .flatMap(byRelay -> byRelay.values().stream())
                .flatMap(List::stream)
                .filter(seen -> seen.at().isAfter(moment))
                .toList();
        return tries.size() >= 2 && tries.stream().noneMatch(ReversePaths::isOpen);
    }

    /// The control: another relay's last try at the host, since this one began to fail, was answered.
    private static boolean isOpenFromAnother(Map<RelayId, List<Reversed>> byRelay, RelayId relay, Instant since) {
        return byRelay.entrySet().stream()
                .filter(other -> !other.getKey().equals(relay))
                .map(other -> other.getValue().getFirst())
                .anyMatch(last -> isOpen(last) && !last.at().isBefore(since));
    }

    private List<Reversed> freshOf(@Nullable List<Reversed> tries, Instant now) {
        return tries == null
                ? List.of()
                : tries.stream()
                        .filter(seen -> seen.at().plus(fresh).isAfter(now))
                        .toList();
    }

    /// A refusal is an answer: the packets came and went.
    private static boolean isOpen(Reversed seen) {
        return seen.failure().isEmpty() || seen.failure().equals(Optional.of(Failure.CONNECTION_REFUSED));
    }

    /// It offered STARTTLS before and does not now.
    private static boolean isStripped(List<Reversed> tries) {
        return tries.getFirst().starttls().equals(Optional.of(false))
                && tries.stream().anyMatch(seen -> seen.starttls().equals(Optional.of(true)));
    }
}
