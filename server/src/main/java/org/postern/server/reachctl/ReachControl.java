package org.postern.server.reachctl;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.reach.Verdict;
import org.postern.reach.detect.Bounds;
import org.postern.reach.detect.History;
import org.postern.reach.detect.Judge;
import org.postern.server.net.Sightings;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.server.trace.Trace;

/// The loop that notices: each minute what the doors saw goes into the history, and the judge is asked
/// of every network and relay.
public final class ReachControl implements AutoCloseable {
    private static final Trace TRACE = Trace.of(ReachControl.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_PLACES = 20_000;
    private static final int MOST_NETWORKS = 4_000;

    private final Parts parts;
    private final Tally tally;
    private final Roster roster = new Roster(MOST_NETWORKS);
    private final History history = new History(Bounds.standard());
    private volatile long blocked;
    private volatile boolean closed;
    private Optional<Thread> loop = Optional.empty();

    /// What it is made of.
    public record Parts(Clock clock, RandomGenerator random, Metrics metrics) {}

    /// Counts at once; judges nothing before [#start].
    public ReachControl(Parts parts) {
        this.parts = parts;
        this.tally = new Tally(new PrefixGroups(), new SourceGroups(parts.random()), roster::hasMailed, MOST_PLACES);
        var metrics = parts.metrics();
        metrics.gauge("postern_reach_counted_pairs", "Pairs of a network and a relay counted now.", tally::places);
        metrics.gauge("postern_reach_not_counted", "Sightings that found no room, ever.", tally::notCounted);
        metrics.gauge("postern_reach_blocked_pairs", "Pairs of a network and a relay judged blocked.", () -> blocked);
    }

    /// Where the doors tell what they see.
    public Sightings sightings() {
        return tally;
    }

    /// Begins to judge.
    public void start() {
        loop = Optional.of(parts.clock().begin("reach", this::run));
    }

    @Override
    public void close() {
        closed = true;
        loop.ifPresent(Thread::interrupt);
    }

    private void run() {
        try {
            while (!closed) {
                parts.clock().sleep(MINUTE);
                turn();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() {
        try {
            var now = parts.clock().instant();
            tally.take(now.minus(MINUTE).truncatedTo(ChronoUnit.MINUTES)).stream()
                    .filter(roster::admits)
                    .forEach(history::see);
            roster.makeRoom(network -> false).forEach(history::forget);
            judge(now);
        } catch (RuntimeException wrong) {
            TRACE.failure("a round of judging failed", wrong);
        }
    }

    private void judge(Instant now) {
        blocked = history.networks().stream()
                .flatMap(network ->
                        history.relaysOf(network).stream().map(relay -> Judge.judge(history, network, relay, now)))
                .filter(Verdict.Blocked.class::isInstance)
                .count();
    }
}
