package org.postern.reach.plan;

import java.time.Instant;

/// A step that was taken.
public record Past(Instant at, Step step) {}
