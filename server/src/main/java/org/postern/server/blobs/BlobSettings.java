package org.postern.server.blobs;

import org.postern.server.settings.Setting;
import org.postern.server.settings.Size;

/// How sealed bodies lie on the disk.
public record BlobSettings(
        @Setting(
                value = "Size of the files that hold sealed messages; each is written in full before it is used.",
                standard = "64MiB",
                min = "1MiB",
                max = "1GiB")
        Size segmentSize) {}
