package org.postern.server.reachctl;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What anybody may know of how well networks let mail through to us. Whole networks and times; no
/// relay, no address and no number of either (THREAT T-74).
///
/// @param asOf when it was judged last
/// @param blocks newest first: those that last, and those of the last 90 days
public record PublicStatus(Instant asOf, List<Block> blocks) {
    /// One network's block.
    ///
    /// @param network its number and, where the map has one, its name
    /// @param technique what the signs fit, in words
    /// @param signs what was seen, one sentence each
    /// @param repaired since when mail comes by other ways; empty when nothing could be done
    /// @param ended empty while it lasts
    public record Block(
            String network,
            String technique,
            Instant began,
            Instant noticed,
            List<String> signs,
            Optional<Instant> repaired,
            Optional<Instant> ended) {
        public Block {
            signs = List.copyOf(signs);
        }
    }

    public PublicStatus {
        blocks = List.copyOf(blocks);
    }

    /// A moment as it is shown: in UTC, to the minute.
    public static String time(Instant moment) {
        return Signs.time(moment);
    }
}
