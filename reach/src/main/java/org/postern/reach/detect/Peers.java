package org.postern.reach.detect;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.Stage;

/// How the networks that have to do with a relay fare there. Counted once for all of them while nothing more is
/// seen, since each that is suspected asks, and a fault of ours makes all of them suspects.
final class Peers {
    private static final int RUN = 3; // look-ups that led to nothing

    private final History history;
    private final Map<Question, Count> counts = new HashMap<>();
    private Instant countedAt = Instant.MIN;

    /// Where a network may fail: at a step of the session, or by not coming.
    private record Question(RelayId relay, Optional<Stage> step) {}

    /// @param known networks of which it can be told; those that fail among them
    record Count(int known, int failing) {
        private static final Count NONE = new Count(0, 0);

        private Count without(Count other) {
            return new Count(known - other.known, failing - other.failing);
        }

        private Count with(Count other) {
            return new Count(known + other.known, failing + other.failing);
        }
    }

    Peers(History history) {
        this.history = history;
    }

    /// Something more was seen.
    void changed() {
        counts.clear();
    }

    /// Of all networks but one.
    Count but(SourceNetwork network, RelayId relay, Optional<Stage> step, Instant now) {
        if (!now.equals(countedAt)) {
            counts.clear();
            countedAt = now;
        }
        var question = new Question(relay, step);
        return counts.computeIfAbsent(question, this::all).without(count(history.network(network), question));
    }

    private Count all(Question question) {
        var count = Count.NONE;
        for (var network : history.all().values()) {
            count = count.with(count(network, question));
        }
        return count;
    }

    private Count count(NetworkHistory network, Question question) {
        var pair = network.pairs().get(question.relay());
        if (pair == null) {
            return Count.NONE;
        }
        boolean fails = question.step()
                .map(step -> pair.gate(step).nats(countedAt) >= history.bounds().doubt() && network.passes(step))
                .orElseGet(() -> isSilent(pair));
        return fails ? new Count(1, 1) : isHeard(pair) ? new Count(1, 0) : Count.NONE;
    }

    /// It came before, it asks now, and it does not come.
    private boolean isSilent(PairHistory pair) {
        var bounds = history.bounds();
        return pair.trail().connections().isKnown()
                && pair.lastNamed().plus(bounds.fresh()).isAfter(countedAt)
                && pair.trail().run(countedAt) >= RUN
                && pair.trail().unfollowed(countedAt) >= bounds.doubt();
    }

    private boolean isHeard(PairHistory pair) {
        var connections = pair.trail().connections();
        return connections.isKnown()
                && connections.last().plus(history.bounds().fresh()).isAfter(countedAt);
    }
}
