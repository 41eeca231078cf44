package org.postern.reach;

import java.util.List;

/// What is held of one network's way to one relay.
public sealed interface Verdict {
    record Reachable() implements Verdict {}

    /// Something is wrong or unknown; not enough to call it blocked. What sets off the other signals.
    record Doubtful(List<Evidence> evidence) implements Verdict {}

    /// INVARIANT: at least two kinds of [Signal] among the evidence.
    record Blocked(Technique technique, SourceNetwork network, RelayId relay, List<Evidence> evidence)
            implements Verdict {
        public Blocked {
            evidence = List.copyOf(evidence);
            if (evidence.stream().map(Evidence::signal).distinct().count() < 2) {
                throw new IllegalArgumentException("blocked needs two kinds of evidence");
            }
        }
    }

    /// The relay, our names or we ourselves are at fault, not the network; also an outage of the whole
    /// network, about which nobody of ours can do anything.
    record OurFault(String words, List<Evidence> evidence) implements Verdict {}
}
