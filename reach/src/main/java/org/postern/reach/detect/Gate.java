package org.postern.reach.detect;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.postern.reach.Failure;
import org.postern.reach.Observation.Broke;

/// One step of the funnel for a network and a relay: how many sessions that came to it passed it. A
/// cumulative sum (Page 1954) of the log-likelihood ratio "most fail now" against "as ever".
final class Gate {
    private static final double FAILING = 0.85;
    private static final double LEAST_FAILURE = 0.05;
    private static final double UNUSABLE = 0.6;
    private static final int MOST_OF_A_MINUTE = 3; // what one sender does in a minute is one event or few
    private static final double ONE_SENDER = 2;
    private static final double ONLY_SENDER = 4;
    private static final double MOST = 40; // so that some good sessions outweigh it once a block is over
    private static final int FEW = 5; // trials, of which so little is known that every one is a lesson
    private static final Duration LASTS = Duration.ofHours(12);

    /// Octets that a sender encrypts together: they come together or not at all.
    private static final long AT_ONCE = 5 * 1024;

    private final Share failures;
    private final Map<Failure, Integer> breaks = new EnumMap<>(Failure.class);
    private double sum;
    private Instant began = Instant.MAX;
    private Instant last = Instant.MIN;
    private Instant minute = Instant.MIN;
    private int failedInIt;
    private int passedInIt;
    private long failing;
    private long usual;
    private int broken;
    private int crawled;
    private Spread octets = Spread.none();

    /// How many octets had passed when sessions broke.
    ///
    /// @param count of the sessions
    private record Spread(long count, long least, long most) {
        static Spread none() {
            return new Spread(0, Long.MAX_VALUE, 0);
        }

        Spread with(long octets, int sessions) {
            return new Spread(count + sessions, Math.min(least, octets), Math.max(most, octets));
        }

        /// All died at about the same count.
        boolean isNarrow() {
            return count >= 2 && most - least <= Math.max(most / 5, AT_ONCE);
        }
    }

    Gate(Bounds bounds) {
        failures = new Share(bounds.halfLife());
    }

    void passed(Instant minute, int count, long sources) {
        usual |= sources;
        count(minute, 0, count);
    }

    void broke(Broke seen) {
        broke(seen.at(), seen.count(), seen.sources());
        breaks.merge(seen.failure(), seen.count(), Integer::sum);
        if (seen.octets() > 0) {
            octets = octets.with(seen.octets(), seen.count());
        }
    }

    /// Texts came to their end at a pace at which the next may not.
    void crawled(Broke seen) {
        broke(seen);
        crawled += seen.count();
    }

    void broke(Instant minute, int count, long sources) {
        if (isOver(minute)) {
            forgive();
        }
        if (sum == 0) {
            began = minute;
        }
        failing |= sources;
        broken += count;
        last = minute;
        count(minute, count, 0);
    }

    private void count(Instant now, int failed, int passed) {
        if (now.isAfter(minute)) {
            minute = now;
            failedInIt = 0;
            passedInIt = 0;
        }
        int failedMore = Math.min(failed, MOST_OF_A_MINUTE - failedInIt);
        int passedMore = Math.min(passed, MOST_OF_A_MINUTE - passedInIt);
        failedInIt += failedMore;
        passedInIt += passedMore;
        weigh(failedMore, passedMore);
    }

    private void weigh(int failed, int passed) {
        boolean isLittleKnown = failures.trials() < FEW;
        double before = Math.max(LEAST_FAILURE, isLittleKnown ? 0.3 : failures.high());
        if (before < UNUSABLE) {
            sum += failed * Math.log(FAILING / before) + passed * Math.log((1 - FAILING) / (1 - before));
            sum = Math.min(sum, MOST);
        }
        if (sum <= 0) {
            forgive();
        }
        if (sum < 3 || isLittleKnown) {
            failures.learn(minute, failed, failed + passed);
        }
    }

    private boolean isOver(Instant now) {
        return last.isAfter(Instant.MIN) && last.plus(LASTS).isBefore(now);
    }

    /// What failed until now counts no more.
    void forgive() {
        sum = 0;
        failing = 0;
        broken = 0;
        crawled = 0;
        breaks.clear();
        octets = Spread.none();
        began = Instant.MAX;
    }

    /// Somebody has passed.
    boolean isUsed() {
        return usual != 0;
    }

    /// Evidence that the step fails now. What one sender of several does says little of its network.
    double nats(Instant now) {
        if (isOver(now)) {
            return 0;
        }
        int senders = Long.bitCount(failing);
        if (senders >= 2) {
            return sum;
        }
        return Math.min(sum, Long.bitCount(usual | failing) > 1 ? ONE_SENDER : ONLY_SENDER);
    }

    Instant began() {
        return began;
    }

    int broken() {
        return broken;
    }

    /// How most of the sessions that broke did.
    Optional<Failure> usualBreak() {
        return breaks.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }

    /// Where texts died at about one count of octets: the least of them. Each text that crawls to its end speaks
    /// against it. A session that ends without a text says nothing: a volunteer's ladder of octets ends so when it
    /// is frozen and when it only takes too long.
    OptionalLong dyingAt() {
        return octets.isNarrow() && octets.count() >= crawled ? OptionalLong.of(octets.least()) : OptionalLong.empty();
    }
}
