package org.postern.lab.sim;

import java.time.Duration;

/// When mail servers try again and give up, with their defaults as measured of Postfix 3.7 and Exim 4.96;
/// Exchange's from its documentation.
enum Timers {
    /// As old as the message is, from five minutes to 67.
    POSTFIX(Duration.ofDays(5)) {
        @Override
        Duration next(Duration age) {
            return clamp(age, Duration.ofSeconds(300), Duration.ofSeconds(4000));
        }
    },
    /// A quarter of an hour for two hours, then ever longer up to six.
    EXIM(Duration.ofDays(4)) {
        @Override
        Duration next(Duration age) {
            return age.compareTo(Duration.ofHours(2)) < 0
                    ? Duration.ofMinutes(15)
                    : clamp(age.dividedBy(2), Duration.ofHours(1), Duration.ofHours(6));
        }
    },
    EXCHANGE(Duration.ofDays(2)) {
        @Override
        Duration next(Duration age) {
            return Duration.ofMinutes(15);
        }
    };

    private final Duration lifetime;

    Timers(Duration lifetime) {
        this.lifetime = lifetime;
    }

    Duration lifetime() {
        return lifetime;
    }

    /// @param age since the message came
    abstract Duration next(Duration age);

    private static Duration clamp(Duration value, Duration least, Duration most) {
        return value.compareTo(least) < 0 ? least : value.compareTo(most) > 0 ? most : value;
    }
}
