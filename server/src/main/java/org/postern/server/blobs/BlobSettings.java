package org.postern.server.blobs;

import java.time.Duration;
import org.postern.server.settings.Setting;
import org.postern.server.settings.Size;

/// How sealed bodies lie on the disk.
public record BlobSettings(
        @Setting(
                value = "Size of the files that hold sealed messages; each is written in full before it is used.",
                standard = "64MiB",
                min = "1MiB",
                max = "1GiB")
        Size segmentSize,

        @Setting(
                value = "How long the sealed octets of a deleted message may stay on the disk before they are"
                        + " overwritten.",
                standard = "24h",
                min = "10m",
                max = "30d")
        Duration wipeWithin,

        @Setting(
                value = "Share of the segments, in percent, that deleted mail may take before segments are rewritten"
                        + " without it.",
                standard = "25",
                min = "5",
                max = "90")
        int deadPercent,

        @Setting(
                value = "Octets a second that rewriting, overwriting and scanning read or write at most.",
                standard = "32MiB",
                min = "1MiB",
                max = "10GiB")
        Size backgroundRate,

        @Setting(
                value = "Free space that arriving mail leaves on the disk, so that mail can be read and deleted when it"
                        + " is full.",
                standard = "16MiB",
                min = "1MiB",
                max = "1TiB")
        Size leastFree) {
    /// The other settings as they are when nobody says otherwise.
    public BlobSettings(Size segmentSize) {
        this(segmentSize, Duration.ofHours(24), 25, new Size(32 << 20), new Size(16 << 20));
    }
}
