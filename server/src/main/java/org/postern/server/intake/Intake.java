package org.postern.server.intake;

/// Decides on a message and, when it is accepted, seals and keeps it. Returns after it is durable.
/// Never throws for a broken store: that is a [Outcome.Deferred].
public interface Intake {
    Outcome take(Arrival arrival);
}
