package org.postern.reach.plan;

import java.time.Duration;

/// How fast the planner moves. The numbers are set by the simulator (docs/reach/simulator.md).
///
/// @param lookAgain least time between two urgent looks at a pair
/// @param looks urgent looks at a pair within half an hour, since the hosts are other people's; twice as
///     many where there is doubt already
/// @param tryAnother nats of mere doubt from which another address is tried
/// @param tryAnotherWhereBurning the same, of what nobody can plant, in a network that loses address after
///     address: what fails there is far likelier to be blocked than elsewhere
/// @param resetAgain least time between two rounds of resets of a pair
/// @param hold how long a withdrawn pair must be `Reachable` before it comes back; doubles each time
/// @param longestHold where the doubling ends
/// @param bringUpsAnHour spares that may come up within an hour
/// @param bringUpsADay and within a day
/// @param reroute least time between two changes of a destination's egress
/// @param homeAgain how long a destination stays with another egress at least
/// @param publishAgain least time between two endpoint lists
public record Limits(
        Duration lookAgain,
        int looks,
        double tryAnother,
        double tryAnotherWhereBurning,
        Duration resetAgain,
        Duration hold,
        Duration longestHold,
        int bringUpsAnHour,
        int bringUpsADay,
        Duration reroute,
        Duration homeAgain,
        Duration publishAgain) {
    public static Limits standard() {
        return new Limits(
                Duration.ofMinutes(1),
                3,
                12,
                2.5,
                Duration.ofMinutes(2),
                Duration.ofHours(2),
                Duration.ofDays(8),
                4,
                40,
                Duration.ofMinutes(10),
                Duration.ofHours(6),
                Duration.ofMinutes(10));
    }
}
