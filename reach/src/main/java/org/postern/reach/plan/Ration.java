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

    /// How deep into its order of the pool an answer for the network may reach.
    int depth(Withdrawals withdrawn, SourceNetwork network, Instant now) {
        var lost = withdrawn.from(network);
        if (lost.isEmpty()) {
            return depth;
        }
        var until = lost.size() >= mostADay
                ? lost.get(lost.size() - mostADay).since().plus(DAY)
                : now;
        boolean isHeld = until.isAfter(now);
        var grown = Duration.between(
                lost.getFirst().since(), isHeld ? lost.getLast().since() : now);
        return depth + (int) (grown.toMinutes() / 60.0 * freshAnHour);
    }
}
