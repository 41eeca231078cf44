package org.postern.reach.detect;

import java.time.Duration;

/// How much evidence is enough. The numbers are set by the simulator (docs/reach/): low enough that a
/// null route is named within ten minutes, high enough that a month of outages names none.
///
/// @param look nats of doubt that set off the other signals at once
/// @param doubt nats from which the verdict is `Doubtful`
/// @param block nats in all from which it is `Blocked`
/// @param alone nats from which one kind of evidence that nobody can plant is enough, when a control rules out the rest
/// @param second nats that the second kind of evidence must have of its own: enough to agree, since a
///     quiet network gives little in ten minutes and `block` asks for the rest
/// @param following how long after a look-up its connection may come
/// @param halfLife of what is learned about a network
/// @param fresh how long a connection attempt of ours, or a probe, speaks for the present
public record Bounds(
        double look,
        double doubt,
        double block,
        double alone,
        double second,
        Duration following,
        Duration halfLife,
        Duration fresh) {
    public static Bounds standard() {
        return new Bounds(0.7, 2.5, 9.0, 20.0, 0.15, Duration.ofMinutes(2), Duration.ofDays(3), Duration.ofMinutes(90));
    }

    /// What is asked where a line loses much by chance: then one sender's lost connection and one lost look come
    /// together often.
    Bounds whereLossy() {
        return new Bounds(look, doubt, 1.5 * block, 1.5 * alone, 3, following, halfLife, fresh);
    }
}
