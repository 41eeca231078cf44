package org.postern.reach.plan;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.postern.reach.RelayId;

/// All that the planner looks at. It changes none of it.
///
/// @param verdicts those that are not `Reachable`, and those of every pair with something withdrawn; more
///     do no harm
/// @param suspects pairs of which the judge wants to know more (`Judge.Opinion`)
/// @param recent what was done within the last 30 days, by the planner or a person, in any order; of
///     `LookNow` and `ResetSilent` an hour is enough
/// @param published the relays that the last endpoint list names
public record Situation(
        Instant now,
        Pool pool,
        Collection<Judged> verdicts,
        Set<Pair> suspects,
        Withdrawals withdrawn,
        EgressTable egress,
        Orders orders,
        List<Past> recent,
        Set<RelayId> published) {}
