package org.postern.server.queue;

import java.time.Duration;
import org.postern.server.settings.Setting;
import org.postern.server.settings.Size;

/// How long mail waits, how much leaves at the same time, and what one account may send.
public record QueueSettings(
        @Setting(value = "Connections to one destination at the same time.", standard = "5", min = "1", max = "1000")
        int connectionsPerDestination,

        @Setting(value = "Connections for the mail of one account at the same time.", standard = "20", min = "1")
        int connectionsPerAccount,

        @Setting(value = "Connections to all destinations at the same time.", standard = "100", min = "1")
        int connections,

        @Setting(value = "Recipients to whom one account may send in an hour.", standard = "500", min = "1")
        int recipientsPerHour,

        @Setting(value = "Recipients to whom one account may send in a day.", standard = "3000", min = "1")
        int recipientsPerDay,

        @Setting(value = "Disk for all mail that waits to leave.", standard = "10GB", min = "1MB")
        Size space,

        @Setting(value = "Disk for the mail of one account that waits to leave.", standard = "1GB", min = "1MB")
        Size spacePerAccount,

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
                5,
                20,
                100,
                500,
                3000,
                new Size(10_000_000_000L),
                new Size(1_000_000_000),
                Duration.ofMinutes(5),
                Duration.ofHours(4),
                Duration.ofHours(4),
                Duration.ofDays(5));
    }
}
