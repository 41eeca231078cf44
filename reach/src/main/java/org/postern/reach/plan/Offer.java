package org.postern.reach.plan;

import java.util.Set;
import org.postern.reach.RelayId;

/// What answers are made from.
///
/// @param partners as in [Orders#partners]
public record Offer(Pool pool, Withdrawals withdrawn, Set<RelayId> partners) {}
