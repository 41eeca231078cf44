package org.postern.reach;

import java.time.Instant;

/// One reason for a verdict.
///
/// @param nats how much more likely it is under the verdict than by chance: a log-likelihood ratio
/// @param words one sentence for people, with its figures and without anybody's address
public record Evidence(Signal signal, double nats, Instant from, Instant until, String words) {}
