package org.postern.reach.plan;

import java.time.Instant;
import org.postern.reach.Verdict;

/// A verdict as it stands.
///
/// @param since when it became one of this kind (`Reachable`, `Doubtful`, …); it has been one ever since
public record Judged(Pair pair, Verdict verdict, Instant since) {}
