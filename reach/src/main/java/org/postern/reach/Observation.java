package org.postern.reach;

import java.time.Instant;
import java.util.Optional;

/// What was seen, without what it means. None of them names a person or a sender's address.
///
/// `sources` is a set of 64 bits: one, by a keyed hash, for each group of source prefixes that took part.
/// It tells one sender's trouble from a network's, and nobody by name.
public sealed interface Observation {
    Instant at();

    /// So many of a network came to a stage by a relay within the minute that begins at `at`. A question
    /// ([Stage#ASKED]) counts for every relay that its answer named.
    record Passed(Instant at, SourceNetwork network, RelayId relay, Stage stage, int count, long sources)
            implements Observation {}

    /// So many sessions of a network ended before their time within the minute, after the stage named; after
    /// [Stage#TEXT_ENDED]: their texts crawled to their end.
    ///
    /// @param octets of the message that had come when it ended; 0 when none was on its way
    record Broke(
            Instant at,
            SourceNetwork network,
            RelayId relay,
            Stage after,
            Failure failure,
            int count,
            long sources,
            long octets)
            implements Observation {}

    /// One connection opened from a relay's address to port 25 of a mail host that we exchange mail
    /// with anyway (the reverse path).
    ///
    /// @param host a keyed hash, so that hosts can be told apart and not named
    /// @param starttls whether EHLO was answered with it; empty when EHLO was not said
    record Reversed(
            Instant at,
            SourceNetwork network,
            RelayId from,
            long host,
            Optional<Failure> failure,
            Optional<Boolean> starttls)
            implements Observation {
        /// A refusal is an answer: the packets came and went.
        public boolean isAnswered() {
            return failure.isEmpty() || failure.get() == Failure.CONNECTION_REFUSED;
        }
    }

    /// One relay looked at another (or the core at it): does its port 25 answer with our banner?
    record Looked(Instant at, RelayId relay, RelayId from, Optional<Failure> failure) implements Observation {}

    /// What a volunteer's `postern probe` saw of one relay from inside a network.
    record Probed(Instant at, SourceNetwork network, RelayId relay, ProbeFindings findings) implements Observation {}
}
