package org.postern.server.queue;

import java.time.Duration;
import org.postern.server.settings.Setting;

/// How long mail waits and how much leaves at the same time.
public record QueueSettings(
        @Setting(value = "Connections to one destination at the same time.", standard = "5", min = "1", max = "1000")
        int connectionsPerDestination,

        @Setting(value = "Connections to all destinations at the same time.", standard = "100", min = "1")
        int connections,

        @Setting(
                value = "How long to wait after the first failed try; doubled after each.",
                standard = "5m",
                min = "1s")
        Duration firstRetry,

        @Setting(value = "The longest wait between two tries.", standard = "4h", min = "1s")
        Duration longestRetry,

        @Setting(value = "When the sender hears that a message is late.", standard = "4h", min = "1s")
        Duration warnAfter,

        @Setting(value = "When a message that cannot be delivered goes back.", standard = "5d", min = "1m")
        Duration lifetime) {
    public static QueueSettings usual() {
        return new QueueSettings(
                5, 100, Duration.ofMinutes(5), Duration.ofHours(4), Duration.ofHours(4), Duration.ofDays(5));
    }
}
