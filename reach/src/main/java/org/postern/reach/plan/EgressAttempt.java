package org.postern.reach.plan;

import java.time.Instant;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;

/// One try of ours to come to a mail server: a delivery, or a look at the reverse path.
///
/// @param egress the relay that it left by; [RelayId#CORE] for the core's own address
public record EgressAttempt(Instant at, SourceNetwork destination, RelayId egress, Outcome outcome) {
    /// At the level of the network only.
    public enum Outcome {
        /// A connection stood, whatever was said on it: a refusal by policy is the peer's right, and mail
        /// is never carried round it.
        REACHED,
        /// No connection came about.
        NO_WAY
    }
}
