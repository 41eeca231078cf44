package org.postern.server.reachctl;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.postern.reach.Observation;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Verdict;
import org.postern.reach.detect.Bounds;
import org.postern.reach.detect.History;
import org.postern.reach.detect.Judge;
import org.postern.reach.plan.EgressAttempt;
import org.postern.reach.plan.EgressTable;
import org.postern.reach.plan.Judged;
import org.postern.reach.plan.Pair;
import org.postern.reach.plan.Pool;
import org.postern.server.trace.Trace;

/// From what was seen to what is held of each network's way to each relay. For one thread, but for
/// [#found].
final class Round {
    private static final Trace TRACE = Trace.of(Round.class);
    private static final int MOST_WAITING = 20_000;
    private static final Duration STANDSTILL = Duration.ofMinutes(5);

    private final Tally tally;
    private final Roster roster;
    private final HourBook hours;
    private final StepBook book;
    private final Supplier<Pool> pool;
    private final EgressTable egress = new EgressTable();
    private final History history = new History(Bounds.standard());
    private final ConcurrentLinkedQueue<Observation> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private Map<Pair, Judged> judged = Map.of();
    private Set<Pair> suspects = Set.of();
    private Instant counted = Instant.EPOCH;

    Round(Tally tally, Roster roster, HourBook hours, StepBook book, Supplier<Pool> pool) {
        this.tally = tally;
        this.roster = roster;
        this.hours = hours;
        this.book = book;
        this.pool = pool;
    }

    /// Takes what a look or a delivery found, from any thread. So many wait and no more.
    void found(Observation observation) {
        if (waitingCount.get() < MOST_WAITING) {
            waitingCount.incrementAndGet();
            waiting.add(observation);
        }
    }

    /// What is usual, from the database.
    void remember(Instant now) {
        hours.replay(now, this::see);
        history.watching(now);
        counted = now.truncatedTo(ChronoUnit.MINUTES);
    }

    private void see(Observation observation) {
        if (roster.admits(observation)) {
            history.see(observation);
        }
        if (observation instanceof Observation.Reversed tried) {
            // who refuses a connection has been reached, and mail is never carried round a refusal
            egress.see(new EgressAttempt(
                    tried.at(),
                    tried.network(),
                    tried.from(),
                    tried.isAnswered() ? EgressAttempt.Outcome.REACHED : EgressAttempt.Outcome.NO_WAY));
        }
    }

    /// Takes in what has come.
    ///
    /// @return whether it may change a verdict: a minute is over, or something was found of a pair
    ///     in doubt
    boolean listen(Instant now) {
        var minute = now.truncatedTo(ChronoUnit.MINUTES);
        boolean isOver = minute.isAfter(counted);
        if (counted.plus(STANDSTILL).isBefore(now)) {
            history.watching(now); // this machine was asleep
        }
        if (isOver) {
            var all = tally.take(counted.isBefore(minute.minus(Duration.ofHours(1))) ? minute : counted);
            all.forEach(this::see);
            write(all);
            counted = minute;
            roster.makeRoom(this::isHeld).forEach(history::forget);
        }
        boolean isNews = false;
        for (var seen = waiting.poll(); seen != null; seen = waiting.poll()) {
            waitingCount.decrementAndGet();
            see(seen);
            isNews |= isOfDoubt(seen);
        }
        return isOver || isNews;
    }

    /// After it was judged by, since a database that cannot be written must not keep a block from being noticed.
    private void write(List<Observation> all) {
        try {
            all.forEach(hours::add);
        } catch (RuntimeException wrong) {
            TRACE.failure("what was counted could not be written down", wrong);
        }
    }

    private boolean isHeld(SourceNetwork network) {
        return book.withdrawn().from(network).stream()
                        .anyMatch(gone -> pool.get().member(gone.relay()).isPresent())
                || judged.keySet().stream().anyMatch(pair -> pair.network().equals(network));
    }

    private boolean isOfDoubt(Observation seen) {
        return switch (seen) {
            case Observation.Reversed tried -> isDoubted(tried.network());
            case Observation.Probed probed -> isDoubted(probed.network());
            case Observation.Looked _ -> !suspects.isEmpty();
            case Observation.Passed _, Observation.Broke _ -> false;
        };
    }

    private boolean isDoubted(SourceNetwork network) {
        return suspects.stream().anyMatch(pair -> pair.network().equals(network));
    }

    /// The relays that something may be wrong with, from the network.
    Set<RelayId> suspectsOf(SourceNetwork network) {
        return suspects.stream()
                .filter(pair -> pair.network().equals(network))
                .map(Pair::relay)
                .collect(Collectors.toSet());
    }

    /// The relays that answers to the network have named, from the one that was named last on.
    List<RelayId> namedTo(SourceNetwork network) {
        return history.namedTo(network);
    }

    /// The verdict on it is at least doubt.
    boolean isDoubted(Pair pair) {
        return Optional.ofNullable(judged.get(pair))
                .filter(one -> one.verdict() instanceof Verdict.Doubtful || one.verdict() instanceof Verdict.Blocked)
                .isPresent();
    }

    /// Asks the judge of everything.
    void judge(Instant now) {
        var standing = new HashMap<Pair, Judged>();
        var wanted = new HashSet<Pair>();
        for (var pair : pairs()) {
            var opinion = Judge.opinion(history, pair.network(), pair.relay(), now);
            var verdict = opinion.verdict();
            boolean isWithdrawn = book.withdrawn().from(pair.network()).stream()
                    .anyMatch(gone -> gone.relay().equals(pair.relay()));
            if (isWithdrawn || !(verdict instanceof Verdict.Reachable)) {
                var since = Optional.ofNullable(judged.get(pair))
                        .filter(before -> before.verdict().getClass().equals(verdict.getClass()))
                        .map(Judged::since)
                        .orElse(now);
                standing.put(pair, new Judged(pair, verdict, since));
            }
            if (opinion.wantsLook()) {
                wanted.add(pair);
            }
        }
        judged = standing;
        suspects = wanted;
    }

    private List<Pair> pairs() {
        var relays = new HashSet<RelayId>();
        pool.get().members().forEach(member -> relays.add(member.relay().id()));
        var pairs = new HashSet<Pair>();
        for (var network : List.copyOf(history.networks())) {
            history.relaysOf(network).stream()
                    .filter(relays::contains)
                    .forEach(relay -> pairs.add(new Pair(network, relay)));
            pairs.add(new Pair(network, RelayId.CORE)); // what is done to our names is held against it
        }
        for (var network : book.withdrawn().networks()) {
            book.withdrawn().from(network).stream()
                    .filter(gone -> relays.contains(gone.relay()))
                    .forEach(gone -> pairs.add(new Pair(network, gone.relay())));
        }
        return new ArrayList<>(pairs);
    }

    /// Relays whose port 25 is closed, by all who looked. That is for a person to know and to act on: what our places
    /// say of one another moves no answer.
    Set<RelayId> shut(Instant now) {
        return pool.get().members().stream()
                .map(member -> member.relay().id())
                .filter(relay -> history.isShut(relay, now))
                .collect(Collectors.toSet());
    }

    Collection<Judged> judged() {
        return judged.values();
    }

    Set<Pair> suspects() {
        return suspects;
    }

    EgressTable egress() {
        return egress;
    }

    List<Verdict.Blocked> blocked() {
        return judged.values().stream()
                .map(Judged::verdict)
                .filter(Verdict.Blocked.class::isInstance)
                .map(Verdict.Blocked.class::cast)
                .toList();
    }

    int networks() {
        return history.networks().size();
    }
}
