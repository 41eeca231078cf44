package org.postern.reach.plan;

import java.util.List;
import org.postern.reach.Evidence;

/// A step with the reason for it.
///
/// @param reason one or two sentences for people, without anybody's address
/// @param evidence what the verdict behind it rests on; empty where there is none
public record Planned(Step step, String reason, List<Evidence> evidence) {
    public Planned {
        evidence = List.copyOf(evidence);
    }

    Planned(Step step, String reason) {
        this(step, reason, List.of());
    }
}
