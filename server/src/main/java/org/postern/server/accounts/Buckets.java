package org.postern.server.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.postern.server.time.Clock;

/// A budget for each key: a source, a session, a name. The number of keys held is bounded
/// (THREAT T-04); who floods it with new keys pushes out the keys that are used least.
///
/// @param <K> a value with equality; nothing personal in the clear
public final class Buckets<K> {
    private final Budget budget;
    private final Clock clock;
    private final Cache<K, Long> fullAt;

    /// @param most keys held at once
    public Buckets(Budget budget, int most, Clock clock) {
        this.budget = budget;
        this.clock = clock;
        this.fullAt = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(budget.memory())
                .ticker(clock::nanos)
                .executor(Runnable::run)
                .build();
    }

    /// Zero when granted, else how long until asking again is of use.
    public Duration take(K key) {
        var wait = new Duration[] {Duration.ZERO};
        fullAt.asMap().compute(key, (same, known) -> {
            long now = clock.nanos();
            var grant = budget.take(known == null ? now : known, now);
            wait[0] = grant.delay();
            return grant.fullAt();
        });
        return wait[0];
    }

    /// Undoes one grant: it turned out to be well spent.
    public void giveBack(K key) {
        fullAt.asMap()
                .computeIfPresent(
                        key, (same, known) -> known - budget.interval().toNanos());
    }
}
