package org.postern.reach.plan;

import java.time.Duration;
import java.time.Instant;
import org.postern.reach.SourceNetwork;

/// How many addresses of the pool a network may come to know. A censor that looks up our names and blocks
/// what it sees is shown fresh ones more slowly than it can use the pool up (tiers C2 and C3).
///
/// @param burning addresses lost within a day from which a network counts as burning: from then on each
///     group of resolvers sees a slice of its own
/// @param depth addresses that one slice reaches to at first
/// @param freshAnHour by how many it grows an hour once the network burns
/// @param mostADay addresses lost within a day from which it does not grow
/// @param width addresses of an answer, and while the network burns
public record Ration(int burning, int depth, double freshAnHour, int mostADay, int width, int burningWidth) {
    private static final Duration DAY = Duration.ofDays(1);

    public static Ration standard() {
        return new Ration(6, 12, 3, 96, 3, 2);
    }

    /// The network loses address after address.
    boolean isBurning(Withdrawals withdrawn, SourceNetwork network, Instant now) {
        return withdrawn.lost(network, DAY, now) >= burning;
    }

    /// How deep into its order of the pool an answer for the network may reach: past what was lost before
    /// today, and as much further as today's ration has grown.
    int depth(Withdrawals withdrawn, SourceNetwork network, Instant now) {
        var lost = withdrawn.from(network);
        var today = lost.stream()
                .filter(gone -> gone.since().plus(DAY).isAfter(now))
                .toList();
        if (today.size() >= mostADay) {
            return lost.size();
        }
        double hours = today.isEmpty()
                ? 0
                : Duration.between(today.getFirst().since(), now).toMinutes() / 60.0;
        return lost.size() - today.size() + depth + (int) (hours * freshAnHour);
    }
}
