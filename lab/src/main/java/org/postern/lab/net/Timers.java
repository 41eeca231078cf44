package org.postern.lab.net;

import java.time.Duration;
import java.util.List;

/// The timers of the senders of a run.
///
/// @param words what a report says of them
/// @param postfix lines of postconf(5)
/// @param giveUp after which a message goes back
/// @param hurry how many times as fast as stock timers these are, roughly
public record Timers(String words, List<String> postfix, EximSender.Timers exim, Duration giveUp, int hurry) {
    /// What Postfix 3.7 and Exim 4.96 have when nobody sets anything.
    public static Timers stock() {
        return new Timers(
                "stock: Postfix tries again after 5 to 67 min for 5 days and waits 30 s for a connection; Exim each 15 min"
                        + " at first, looked at each 30 min, for 4 days, and waits 134 s",
                List.of(),
                EximSender.Timers.stock(),
                Duration.ofDays(4),
                1);
    }

    /// For runs that would last days: times of tries by 20, the five days by far more.
    public static Timers hurried() {
        return new Timers(
                "SHORTENED about twentyfold: Postfix tries again after 15 to 200 s (stock 300 to 4000 s) and waits 3 s for"
                        + " a connection (30 s); Exim each 20 s (15 min) and waits 7 s (134 s); both give mail back after"
                        + " 15 min (5 and 4 days)",
                List.of(
                        "queue_run_delay = 15s",
                        "minimal_backoff_time = 15s",
                        "maximal_backoff_time = 200s",
                        "smtp_connect_timeout = 3s",
                        "maximal_queue_lifetime = 15m",
                        "bounce_queue_lifetime = 15m"),
                new EximSender.Timers("15s", "*  *  F,15m,20s", "7s"),
                Duration.ofMinutes(15),
                20);
    }
}
